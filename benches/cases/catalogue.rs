//! A catalogue in which no two listings say the same: titles, texts and shelves put together from the
//! trade's words in six languages by a generator that is the same on every machine.

use super::bodies::{DISGUISED, RESTRICTED};

/// The words of one language.
struct Trade {
    nouns: [&'static str; 24],
    adjectives: [&'static str; 16],
    materials: [&'static str; 12],
    /// Sentences in which `#` stands for an adjective, `@` for a material and `%` for a number.
    sentences: [&'static str; 10],
    shelves: [&'static str; 8],
}

#[rustfmt::skip]
const TRADES: [Trade; 6] = [
    Trade {
        nouns: ["garden chair", "desk lamp", "running socks", "tea kettle", "picture frame", "wall clock", "train set", "rain jacket", "chopping board", "bath towel", "bicycle bell", "storage box", "hand cream", "notebook", "sofa cushion", "mixing bowl", "door mat", "travel mug", "headphones", "yoga mat", "flower pot", "laundry basket", "water bottle", "screwdriver set"],
        adjectives: ["foldable", "light", "soft", "sturdy", "hand-made", "waterproof", "new", "red", "dark blue", "breathable", "adjustable", "slim", "large", "stackable", "quiet", "rechargeable"],
        materials: ["oiled acacia", "stainless steel", "organic cotton", "merino wool", "recycled glass", "bamboo", "cork", "brushed aluminium", "felt", "stoneware", "linen", "beech"],
        sentences: ["Made of @, # and easy to clean.", "Fits shelves of % cm and more.", "The # surface keeps its colour for years.", "Delivered in a box of %, with a cloth of @.", "Two year guarantee; spare parts in @ for ten years.", "Set up in % minutes, no tools needed.", "A # companion for home, office and journeys.", "Weighs % grams and hangs on any hook.", "Cushioned left and right, # where it matters.", "Rated % of 100 by those who bought it."],
        shelves: ["Home & Living", "Kitchen", "Garden", "Sports", "Stationery", "Toys & Games", "Electronics", "Clothing"],
    },
    Trade {
        nouns: ["Gartenstuhl", "Schreibtischlampe", "Rührschüssel", "Küchenmaschine", "Bilderrahmen", "Wanduhr", "Holzeisenbahn", "Regenjacke", "Schneidebrett", "Badetuch", "Fahrradklingel", "Aufbewahrungsbox", "Handcreme", "Notizbuch", "Sofakissen", "Teekanne", "Fußmatte", "Thermobecher", "Kopfhörer", "Gymnastikmatte", "Blumentopf", "Wäschekorb", "Trinkflasche", "Schraubendrehersatz"],
        adjectives: ["klappbar", "leicht", "weich", "robust", "handgemacht", "wasserdicht", "neu", "rot", "dunkelblau", "atmungsaktiv", "verstellbar", "schmal", "groß", "stapelbar", "leise", "aufladbar"],
        materials: ["geöltem Akazienholz", "Edelstahl", "Bio-Baumwolle", "Merinowolle", "Altglas", "Bambus", "Kork", "gebürstetem Aluminium", "Filz", "Steingut", "Leinen", "Buche"],
        sentences: ["Aus @, # und leicht zu reinigen.", "Passt in Regale ab % cm.", "Die Oberfläche ist # und behält ihre Farbe.", "Geliefert im Karton zu % Stück, mit Tuch aus @.", "Zwei Jahre Garantie, Ersatzteile aus @ für zehn Jahre.", "In % Minuten aufgebaut, ohne Werkzeug.", "Zuverlässig zu Hause, im Büro und unterwegs, #.", "Wiegt % Gramm und hängt an jedem Haken.", "Links und rechts gepolstert, # an der Ferse.", "Von Käufern mit % von 100 bewertet."],
        shelves: ["Wohnen", "Küche", "Garten", "Sport", "Schreibwaren", "Spielzeug", "Elektronik", "Bekleidung"],
    },
    Trade {
        nouns: ["chaise de jardin", "lampe de bureau", "chaussettes de course", "bouilloire", "cadre photo", "horloge murale", "train en bois", "veste de pluie", "planche à découper", "serviette de bain", "sonnette de vélo", "boîte de rangement", "crème pour les mains", "carnet", "coussin de canapé", "saladier", "paillasson", "tasse de voyage", "casque audio", "tapis de yoga", "pot de fleurs", "panier à linge", "gourde", "jeu de tournevis"],
        adjectives: ["pliable", "léger", "doux", "solide", "fait main", "imperméable", "neuf", "rouge", "bleu foncé", "respirant", "réglable", "étroit", "grand", "empilable", "silencieux", "rechargeable"],
        materials: ["acacia huilé", "acier inoxydable", "coton biologique", "laine mérinos", "verre recyclé", "bambou", "liège", "aluminium brossé", "feutre", "grès", "lin", "hêtre"],
        sentences: ["En @, # et facile à nettoyer.", "Convient aux étagères de % cm.", "La surface reste # pendant des années.", "Livré par % dans une boîte, avec un chiffon en @.", "Garantie de deux ans, pièces en @ pendant dix ans.", "Monté en % minutes, sans outils.", "Pour la maison, le bureau et les voyages, #.", "Pèse % grammes et se suspend partout.", "Renforcé à gauche et à droite, # au talon.", "Noté % sur 100 par les acheteurs."],
        shelves: ["Maison", "Cuisine", "Jardin", "Sports", "Papeterie", "Jouets", "Électronique", "Vêtements"],
    },
    Trade {
        nouns: ["silla de jardín", "lámpara de escritorio", "calcetines de correr", "tetera", "marco de fotos", "reloj de pared", "tren de madera", "chaqueta impermeable", "tabla de cortar", "toalla de baño", "timbre de bicicleta", "caja organizadora", "crema de manos", "cuaderno", "cojín de sofá", "ensaladera", "felpudo", "taza de viaje", "auriculares", "esterilla", "maceta", "cesto de ropa", "botella de agua", "juego de destornilladores"],
        adjectives: ["plegable", "ligero", "suave", "resistente", "hecho a mano", "impermeable", "nuevo", "rojo", "azul oscuro", "transpirable", "regulable", "estrecho", "grande", "apilable", "silencioso", "recargable"],
        materials: ["acacia aceitada", "acero inoxidable", "algodón orgánico", "lana merina", "vidrio reciclado", "bambú", "corcho", "aluminio cepillado", "fieltro", "gres", "lino", "haya"],
        sentences: ["De @, # y fácil de limpiar.", "Cabe en estantes de % cm.", "La superficie sigue # durante años.", "Se entrega en caja de %, con paño de @.", "Garantía de dos años, recambios de @ durante diez.", "Se monta en % minutos, sin herramientas.", "Para casa, oficina y viajes, #.", "Pesa % gramos y cuelga de cualquier gancho.", "Acolchado a izquierda y derecha, # en el talón.", "Valorado con % de 100 por los compradores."],
        shelves: ["Hogar", "Cocina", "Jardín", "Deportes", "Papelería", "Juguetes", "Electrónica", "Ropa"],
    },
    Trade {
        nouns: ["krzesło ogrodowe", "lampka biurkowa", "skarpety do biegania", "czajnik", "ramka na zdjęcia", "zegar ścienny", "kolejka drewniana", "kurtka przeciwdeszczowa", "deska do krojenia", "ręcznik kąpielowy", "dzwonek rowerowy", "pudełko", "krem do rąk", "notatnik", "poduszka", "miska", "wycieraczka", "kubek podróżny", "słuchawki", "mata do jogi", "doniczka", "kosz na pranie", "bidon", "zestaw wkrętaków"],
        adjectives: ["składany", "lekki", "miękki", "mocny", "ręcznie robiony", "wodoszczelny", "nowy", "czerwony", "granatowy", "oddychający", "regulowany", "wąski", "duży", "sztaplowany", "cichy", "ładowany"],
        materials: ["akacji olejowanej", "stali nierdzewnej", "bawełny organicznej", "wełny merynosów", "szkła z odzysku", "bambusa", "korka", "aluminium szczotkowanego", "filcu", "kamionki", "lnu", "buku"],
        sentences: ["Z @, # i łatwy w czyszczeniu.", "Pasuje na półki od % cm.", "Powierzchnia zostaje # przez lata.", "W pudełku po % sztuk, ze ściereczką z @.", "Dwa lata gwarancji, części z @ przez dziesięć lat.", "Montaż w % minut, bez narzędzi.", "Do domu, biura i podróży, #.", "Waży % gramów i wisi na każdym haku.", "Wyściełany z lewej i prawej, # na pięcie.", "Oceniony na % ze 100 przez kupujących."],
        shelves: ["Dom", "Kuchnia", "Ogród", "Sport", "Biuro", "Zabawki", "Elektronika", "Odzież"],
    },
    Trade {
        nouns: ["садовый стул", "настольная лампа", "носки для бега", "чайник", "рамка для фото", "настенные часы", "деревянный поезд", "дождевик", "разделочная доска", "банное полотенце", "велосипедный звонок", "коробка", "крем для рук", "блокнот", "подушка для дивана", "миска", "придверный коврик", "термокружка", "наушники", "коврик для йоги", "цветочный горшок", "корзина для белья", "бутылка для воды", "набор отвёрток"],
        adjectives: ["складной", "лёгкий", "мягкий", "прочный", "ручной работы", "непромокаемый", "новый", "красный", "тёмно-синий", "дышащий", "регулируемый", "узкий", "большой", "штабелируемый", "тихий", "заряжаемый"],
        materials: ["акации с маслом", "нержавеющей стали", "органического хлопка", "мериносовой шерсти", "переработанного стекла", "бамбука", "пробки", "матового алюминия", "войлока", "керамики", "льна", "бука"],
        sentences: ["Из @, # и легко чистится.", "Подходит для полок от % см.", "Поверхность остаётся прежней годами, #.", "В коробке % штук, с салфеткой из @.", "Гарантия два года, детали из @ десять лет.", "Собирается за % минут, без инструментов.", "Для дома, работы и поездок, #.", "Весит % граммов и висит на любом крючке.", "Мягкий слева и справа, # на пятке.", "Покупатели дали % из 100."],
        shelves: ["Дом", "Кухня", "Сад", "Спорт", "Канцелярия", "Игрушки", "Электроника", "Одежда"],
    },
];

/// Most shops write most of what they sell in Latin letters.
const SHARES: [usize; 12] = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5];

/// xorshift64*: the same on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

/// A catalogue of about `bytes`: every twentieth listing is restricted, half of those disguised, and
/// every eighth is written in ASCII with escapes.
pub(crate) fn catalogue(bytes: usize) -> String {
    let mut dice = Dice(0x0ca7_a106_0e5e_ed00);
    let mut body = String::from("{\"page\":1,\"products\":[");
    let mut number = 0_usize;
    while body.len() < bytes {
        if number > 0 {
            body.push(',');
        }
        let listing = listing(&mut dice, number);
        if number % 8 == 3 {
            escape(&listing, &mut body)
        } else {
            body.push_str(&listing)
        }
        number += 1;
    }
    body.push_str("]}");
    body
}

fn listing(dice: &mut Dice, number: usize) -> String {
    let trade = &TRADES[SHARES[dice.below(SHARES.len())]];
    let mut name = format!("{} {}", dice.of(&trade.nouns), dice.of(&trade.adjectives));
    if number % 40 == 10 {
        RESTRICTED[number / 40 % RESTRICTED.len()].clone_into(&mut name);
    } else if number % 40 == 30 {
        DISGUISED[number / 40 % DISGUISED.len()].clone_into(&mut name);
    }
    let text: Vec<String> = (0..3 + dice.below(3))
        .map(|_| {
            let number = (1 + dice.below(99)).to_string();
            let sentence = dice.of(&trade.sentences).replace('%', &number);
            let sentence = sentence.replace('#', dice.of(&trade.adjectives));
            sentence.replace('@', dice.of(&trade.materials))
        })
        .collect();
    format!(
        "{{\"id\":\"item-{number}\",\"name\":\"{name}, {}\",\"description\":\"{}\",\
         \"url\":\"https://shop.example/p/{:08x}-{number}\",\"image\":\"/i/{:08x}.jpg\",\
         \"price\":{{\"amount\":{}.{:02},\"currency\":\"EUR\"}},\"stock\":{},\
         \"tags\":[\"{}\",\"{}\"],\"category\":\"{} > {}\"}}",
        dice.of(&trade.materials),
        text.join(" "),
        dice.below(1 << 31),
        dice.below(1 << 31),
        1 + dice.below(400),
        dice.below(100),
        dice.below(50),
        dice.of(&trade.adjectives),
        dice.of(&trade.materials),
        dice.of(&trade.shelves),
        dice.of(&trade.nouns),
    )
}

/// The same JSON in ASCII alone.
fn escape(json: &str, into: &mut String) {
    for c in json.chars() {
        if c.is_ascii() {
            into.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                into.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
}
