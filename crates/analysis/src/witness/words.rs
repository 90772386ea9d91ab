//! The words that witnesses are made of: English by part of speech, so that sentences read like some, and a few
//! common words of other languages, enough for a language to be told.

pub(super) const DETERMINERS: &[&str] = &["the", "a", "this", "every", "our", "his", "one", "my"];

pub(super) const ADJECTIVES: &[&str] = &[
    "old", "quiet", "green", "small", "warm", "bright", "deep", "long", "proud", "calm", "young", "round",
    "bold", "dark", "soft", "tall", "cold", "wild", "slow", "rich", "clear", "broad", "gray", "loud", "mild",
    "blue", "early", "plain", "grand", "thin", "busy", "happy", "hollow", "narrow", "silver", "golden",
    "patient", "curious", "gentle", "distant", "careful", "wooden", "hidden", "modern", "ancient", "famous",
];

pub(super) const NOUNS: &[&str] = &[
    "house", "garden", "road", "ship", "tree", "bird", "stone", "cloud", "field", "window", "music", "story",
    "child", "friend", "market", "bridge", "winter", "summer", "bread", "lamp", "door", "forest", "island",
    "mountain", "valley", "captain", "baker", "doctor", "farmer", "painter", "pilot", "cook", "dog", "cat",
    "fox", "owl", "town", "city", "night", "day", "train", "boat", "letter", "book", "song", "plan", "idea",
    "rain", "wind", "sun", "moon", "star", "fire", "lake", "hill", "coast", "farm", "school", "clock",
    "coat", "cup", "map", "path", "shop", "wall", "room", "roof", "sky", "sand", "snow", "villager",
    "question", "answer", "number", "color", "kitchen", "machine", "teacher", "student", "traveler", "gym",
    "jug", "quilt",
];

pub(super) const VERBS: &[&str] = &[
    "finds", "holds", "likes", "sees", "keeps", "brings", "shows", "takes", "makes", "builds", "paints",
    "follows", "crosses", "watches", "hears", "loves", "leaves", "moves", "opens", "covers", "draws",
    "joins", "lifts", "needs", "offers", "plants", "reaches", "sells", "touches", "visits", "warms", "wants",
    "carries", "calls", "fills", "guards", "helps", "learns", "passes", "turns",
];

pub(super) const PREPOSITIONS: &[&str] = &[
    "near", "under", "behind", "with", "beside", "above", "from", "by", "across", "without", "for", "in",
    "on", "to",
];

pub(super) const CONJUNCTIONS: &[&str] = &["and", "while", "but", "so", "or", "as", "since", "until"];

/// Every English word above, and short ones that fill gaps.
pub(super) fn english() -> impl Iterator<Item = &'static str> {
    let short = ["I", "it", "we", "go", "is", "at", "up", "no", "not", "do", "all", "very", "often", "today"];
    [DETERMINERS, NOUNS, ADJECTIVES, VERBS, PREPOSITIONS, CONJUNCTIONS]
        .into_iter()
        .flatten()
        .copied()
        .chain(short)
}

/// What stands for a tag of the numbers, which are words of every language.
pub(super) const NUMBERS: &str = "numbers";

/// Words of a language by its tag.
pub(super) fn of_language(tag: &str) -> Option<Vec<&'static str>> {
    if tag == NUMBERS {
        return Some(DIGITS.split(' ').collect());
    }
    let tag = tag.to_ascii_lowercase();
    let base = tag.split('-').next().unwrap_or_default();
    let found = OTHERS.iter().find(|(t, _)| *t == tag).or_else(|| OTHERS.iter().find(|(t, _)| *t == base))?;
    Some(found.1.split(' ').collect())
}

/// The tags of all languages known here, English aside.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    OTHERS.iter().map(|(tag, _)| *tag)
}

const DIGITS: &str = "7 12 35 40 51 68 73 86 94 102 117 123 130 145 156 164 178 189 190 203 217 224 238 246 255 261 \
                      279 280 294 306 312 327 333 348 359 365 371 382 390 404 415 427 438 442 456 463 479 481 497";

const OTHERS: &[(&str, &str)] = &[
    (
        "fr",
        "nous sommes très heureux de vous voir ici avec les enfants dans cette belle maison où il fait toujours beau pendant que le jardin est plein de fleurs et des oiseaux chantent",
    ),
    (
        "de",
        "wir sind sehr glücklich dass die Kinder heute in diesem schönen Haus wohnen und der Garten ist voller Blumen während draußen die Vögel über den Straßen singen",
    ),
    (
        "es",
        "nosotros estamos muy contentos de que los niños vivan aquí en esta casa tan hermosa porque el jardín está lleno de flores mientras las aves cantan siempre por la mañana",
    ),
    (
        "it",
        "siamo molto felici che i bambini vivano qui nella bella casa perché il giardino è pieno di fiori mentre gli uccelli cantano sempre anche quando piove nella città",
    ),
    (
        "pt",
        "nós estamos muito felizes porque as crianças vivem aqui nesta casa bonita e o jardim não está vazio enquanto os pássaros cantam também pela manhã com os irmãos",
    ),
    (
        "ru",
        "сегодня мы очень рады видеть наших друзей в этом красивом доме потому что сад полон цветов и птицы всегда поют когда дети играют на улице",
    ),
    (
        "nl",
        "wij zijn heel erg blij dat de kinderen vandaag in dit mooie huis wonen en de tuin is vol bloemen terwijl de vogels buiten zingen over het water",
    ),
    (
        "pl",
        "jesteśmy bardzo szczęśliwi że dzieci mieszkają dzisiaj w tym pięknym domu ponieważ ogród jest pełen kwiatów i ptaki zawsze śpiewają rano",
    ),
    (
        "sv",
        "vi är mycket glada över att barnen bor här i det vackra huset eftersom trädgården är full av blommor och fåglarna sjunger alltid på morgonen",
    ),
    (
        "fi",
        "me olemme erittäin iloisia että lapset asuvat täällä tässä kauniissa talossa koska puutarha on täynnä kukkia ja linnut laulavat aina aamulla",
    ),
    (
        "vi",
        "chúng tôi rất vui vì các em bé sống ở đây trong ngôi nhà đẹp này và khu vườn có nhiều hoa khi những con chim hót vào buổi sáng",
    ),
    (
        "sw",
        "tunafurahi sana kwamba watoto wanaishi hapa katika nyumba hii nzuri kwa sababu bustani ina maua mengi na ndege huimba kila siku asubuhi",
    ),
    (
        "tr",
        "çocukların bugün bu güzel evde yaşamasından çok mutluyuz çünkü bahçe çiçeklerle dolu ve kuşlar her sabah şarkı söylüyor",
    ),
    (
        "uk",
        "сьогодні ми дуже раді бачити наших друзів у цьому гарному будинку тому що сад повний квітів і птахи завжди співають коли діти граються надворі",
    ),
    (
        "bg",
        "днес ние сме много щастливи да видим нашите приятели в тази красива къща защото градината е пълна с цветя и птиците винаги пеят когато децата играят",
    ),
    (
        "ar",
        "نحن سعداء جدا لأن الأطفال يعيشون هنا في هذا البيت الجميل والحديقة مليئة بالزهور والطيور تغني دائما في الصباح",
    ),
    (
        "fa",
        "ما امروز بسیار خوشحال هستیم که بچه‌ها در این خانه زیبا زندگی می‌کنند و باغ پر از گل است و پرنده‌ها همیشه می‌خوانند",
    ),
    (
        "ur",
        "ہم آج بہت خوش ہیں کہ بچے اس خوبصورت گھر میں رہتے ہیں اور باغ پھولوں سے بھرا ہوا ہے اور پرندے ہمیشہ گاتے ہیں",
    ),
    ("he", "אנחנו שמחים מאוד שהילדים גרים כאן בבית היפה הזה כי הגן מלא פרחים והציפורים תמיד שרות בבוקר"),
    ("hi", "हम आज बहुत खुश हैं कि बच्चे इस सुंदर घर में रहते हैं और बगीचा फूलों से भरा है और पक्षी हमेशा गाते हैं"),
    ("mr", "आम्ही आज खूप आनंदी आहोत कारण मुले या सुंदर घरात राहतात आणि बाग फुलांनी भरलेली आहे व पक्षी नेहमी गातात"),
    ("ne", "हामी आज धेरै खुसी छौं किनभने बच्चाहरू यो सुन्दर घरमा बस्छन् र बगैंचा फूलले भरिएको छ अनि चराहरू सधैं गाउँछन्"),
    ("bn", "আমরা আজ খুব খুশি কারণ শিশুরা এই সুন্দর বাড়িতে থাকে এবং বাগানটি ফুলে ভরা আর পাখিরা সবসময় গান গায়"),
    ("gu", "અમે આજે ખૂબ ખુશ છીએ કારણ કે બાળકો આ સુંદર ઘરમાં રહે છે અને બગીચો ફૂલોથી ભરેલો છે"),
    ("pa", "ਅਸੀਂ ਅੱਜ ਬਹੁਤ ਖੁਸ਼ ਹਾਂ ਕਿਉਂਕਿ ਬੱਚੇ ਇਸ ਸੁੰਦਰ ਘਰ ਵਿੱਚ ਰਹਿੰਦੇ ਹਨ ਅਤੇ ਬਾਗ ਫੁੱਲਾਂ ਨਾਲ ਭਰਿਆ ਹੈ"),
    ("ta", "நாங்கள் இன்று மிகவும் மகிழ்ச்சியாக இருக்கிறோம் ஏனெனில் குழந்தைகள் இந்த அழகான வீட்டில் வாழ்கிறார்கள்"),
    ("te", "మేము ఈ రోజు చాలా సంతోషంగా ఉన్నాము ఎందుకంటే పిల్లలు ఈ అందమైన ఇంట్లో నివసిస్తున్నారు"),
    ("kn", "ನಾವು ಇಂದು ತುಂಬಾ ಸಂತೋಷವಾಗಿದ್ದೇವೆ ಏಕೆಂದರೆ ಮಕ್ಕಳು ಈ ಸುಂದರ ಮನೆಯಲ್ಲಿ ವಾಸಿಸುತ್ತಾರೆ"),
    ("ml", "ഞങ്ങൾ ഇന്ന് വളരെ സന്തോഷത്തിലാണ് കാരണം കുട്ടികൾ ഈ മനോഹരമായ വീട്ടിൽ താമസിക്കുന്നു"),
    ("th", "วันนี้ พวกเรา มีความสุข มาก เพราะ เด็กๆ อาศัยอยู่ ใน บ้าน ที่สวยงาม หลังนี้"),
    (
        "ko",
        "우리는 오늘 아이들이 이 아름다운 집에서 살고 있어서 매우 행복합니다 정원에는 꽃이 가득하고 새들은 항상 노래합니다",
    ),
    (
        "ja",
        "今日は とても うれしい です 子供たちは この きれいな 家に 住んでいます 庭には 花が たくさん あります",
    ),
    ("zh", "今天 我们 非常 高兴 因为 孩子们 住在 这个 美丽 的 房子 里 花园 里 有 很多 花"),
];
