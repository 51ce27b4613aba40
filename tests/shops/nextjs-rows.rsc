1:"$Sreact.fragment"
2:I[1234,["77","static/chunks/77.js"],"Card"]
0:{"b":"build","f":[["shop"]]}
3:["$","ul",null,{"children":[["$","$L2","51",{"product":{"id":"r-0051","title":"Bench","price":120}}]⟦,["$","$L2","52",{"product":{"id":"r-0052","title":"Vodka 1 L","price":12}}]⟧,["$","$L2","53",{"product":{"id":"r-0053","title":"Table","price":220}}]]}]
4:T1b,A long text of a garden yes5:{"ids":["r-0051"⟦,"r-0052"⟧,"r-0053"]}
6:T⟦b,Vodka 1 L x⇒0,⟧7:null
