/// What people do to a word so that it looks like more, and phrases that are more.
enum TrickSamples {
    static let weak = words(
        #"""
        gfhjkm|ghbdtn|GHBDTN|ghbdtn123|yfnfif|cjkysirj|Gfhjkm123|k.,jdm|зфыыцщкв|
        йцукенгшщзхъ|qwerty йцукен|ифефькфт|hsl;f|asghvv|sghl|ضصثقفغعهخ|ضصثقفغ۱۲۳|
        пaрoль|pароль|рассword|п а р о л ь|п-а-р-о-л-ь|ьлорап|лолалолалола|
        лола лола лола|пароль пароль|ааааааааааааааааааа|абвгдежзик|яяяяяя12345|1234567890|
        +992931234567|992931234567|+992 93 123-45-67|93 123 45 67|00992918765432|
        +7 916 123 45 67|89161234567|12.03.1987|12 марта 1987|1987-03-12|март1987|
        lola+992931234567|Lola8734912|мадина 12.03.1987|Мадина&Фаррух|Мадина Фаррух|
        Фаррух+Мадина=Ишқ|Maxbuba|mahbubaxon|Mahbuba1995!|Dilbarjon|dilbar_99|
        zdravstvuyte|zdravstvujte|ljubov|lyubimaya|ya tebya lyublu|4elovek|xopowo|
        wahnoza|6ahnoza|pozhaluysta|doostet daram|dooset daram azizam|man toro doost daram|
        bismillahirrahmanirrahim|Бисмиллоҳир-раҳмонир-раҳим|бисмиллахиррахманиррахим|
        بسم الله الرحمن الرحیم|Лоилоҳа иллаллоҳ|لا اله الا الله|ман туро дӯст медорам|
        я тебя люблю мама|мама мыла раму|ваатан|ВАТАН|вАтАн|мо тоҷикем|Toҷikiston|
        ТОҶИКИСТОН2024|зиндабод ваҳдат|Сомониён|шаҳноза2005|Шаҳноза Раҳимова|
        Рахимова Шахноза 1995|Муҳаммадҷон Раҳмонов|abdullojon|Абдуллоҷон1988|амонат|
        amanat2024|امانت۱۴۰۳|recorder|Coordinator1|qwertyuiop[]|1q2w3e4r5t|1й2ц3у4к5е|
        фыва123йцук|ячсмитьбю|qazwsxedc|йфяцычувс|кутубхона|ձյուն|🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂|⚽⚽⚽⚽|
        ｐａｓｓｗｏｒｄ|𝓹𝓪𝓼𝓼𝔀𝓸𝓻𝓭|pässwörd|Ｐａｓｓｗｏｒｄ１２３|parol|парол|рамзи махфӣ|p@roль|пар0ль|
        л0ла|c0мони|кукукукукуку|хахахахахаха|گگگگگگگ|الفبا|سلام سلام سلام|سـلام|عليكم|
        علیکم السلام|السلام عليكم|يا علي|tr0ub4dor&3
        """#)

    static let strong = words(
        """
        зелёный крокодил читает газету на крыше|семь хромых верблюдов пьют кефир под дождём|
        бабушкин чемодан пахнет нафталином и морем|вчера трамвай сломался возле старой пекарни|
        лиловый ёжик считает облака по вторникам|
        ҳафт асби кабуд дар боми хонаи ҳамсоя рақсиданд|гурбаи лангам дар чойник моҳӣ медорад|
        дирӯз харбуза аз осмон ба ҷайби ман афтод|панҷ занбӯри хоболуд китоби кӯҳна мехонанд|
        тирезаи шикаста бӯи қаҳва медиҳад|هفت گربه لنگ روی بام همسایه می‌رقصند|
        دیروز هندوانه از آسمان به جیب من افتاد|قطار بنفش ساعت نه به کوه رسید|
        پنجره شکسته بوی قهوه می‌دهد|روباه پیر عینک مادربزرگ را دزدید|
        the lame camel drinks kefir behind the bakery|
        my grandmother's suitcase smells of the sea|
        seven purple hedgehogs count clouds on Tuesday|
        yesterday a melon fell into my left pocket|верблюд кефир чемодан вторник|
        харбуза занбӯр тиреза қаҳва чойник|هندوانه زنبور قطار عینک چمدان|
        correct horse battery staple zebra|correct horse battery staple|
        Korova-letit-7-raz-nad-Vanch|sem hromyh verblyudov pyut kefir|
        დღეს კატა სახურავზე ცეკვავს|今日は屋根の上で七匹の猫が踊っている|Zebra!kefir9suitcase
        """)

    private static func words(_ text: String) -> [String] {
        text.split { $0 == "|" || $0 == "\n" }.map(String.init)
    }
}
