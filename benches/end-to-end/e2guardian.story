# Every response is read.
function(pre-authcheck)
if(true) return false

function(checkrequest)
if(true) setgrey

function(checkresponse)
if(true) return false
