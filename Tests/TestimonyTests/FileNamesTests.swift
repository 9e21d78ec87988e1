import TestSupport
import Testing

@testable import Testimony

@Suite("Names of files that came from elsewhere")
struct FileNamesTests {
    func clean(_ name: String) -> String {
        var taken: Set<String> = []
        return FileNames.clean(name, avoiding: &taken)
    }

    @Test(
        "an ordinary name stays as it is",
        arguments: [
            "voice.wav", "Овоз 1.ogg", "فیلم.mp4", "写真.jpeg", "a", "a.b.c", "no ending",
            "Übung (2).pdf",
            "e\u{301}.txt", "🦉.png", "con1.txt", "console.log", "aux-file",
        ])
    func ordinary(name: String) {
        #expect(clean(name) == name)
    }

    @Test(
        "a name that leads elsewhere, hides, or means something to a system is made harmless",
        arguments: [
            ("../../etc/passwd", "_.._etc_passwd"), ("..", "file"), (".", "file"), ("", "file"),
            ("...", "file"), (" ", "file"), ("\u{0}", "file"), ("/etc/passwd", "_etc_passwd"),
            (".bashrc", "bashrc"), ("-rf", "rf"), ("--help", "help"), (" . -x", "x"), ("a.", "a"),
            ("a ", "a"), ("a. .", "a"), ("C:\\windows", "C__windows"), ("a\nb", "ab"),
            ("a\u{202E}gpj.exe", "agpj.exe"), ("a\u{200B}b\u{FEFF}", "ab"), ("a\u{A0}b", "a b"),
            ("a?b*c|d\"e<f>g", "a_b_c_d_e_f_g"), ("con", "_con"), ("CON.txt", "_CON.txt"),
            ("nul", "_nul"), ("LPT9.log", "_LPT9.log"), ("Com1", "_Com1"),
            ("\u{E000}\u{F0000}", "file"),
            (".desktop", "desktop"), ("a\u{1B}[31mb", "a[31mb"), ("a\u{2028}b", "ab"),
        ])
    func harmless(name: String, cleaned: String) {
        #expect(clean(name) == cleaned)
    }

    @Test(
        "a device's name before any dot is a device for some systems",
        arguments: ["nul.tar.gz", "Con.a.b"])
    func reservedStem(name: String) {
        #expect(clean(name) == "_" + name)
    }

    @Test("names that are equal, also but for case, are told apart by a number")
    func collisions() {
        var taken: Set<String> = []
        let names = ["a.txt", "a.txt", "A.TXT", "a (2).txt", "a", "a", "", "", "é", "e\u{301}"]
        let cleaned = names.map { FileNames.clean($0, avoiding: &taken) }
        #expect(
            cleaned == [
                "a.txt", "a (2).txt", "A (3).TXT", "a (2) (2).txt", "a", "a (2)", "file",
                "file (2)",
                "é", "e\u{301} (2)",
            ])
        #expect(Set(cleaned.map { $0.lowercased() }).count == names.count)
        #expect(taken.count == names.count)
    }

    @Test("a long name keeps its ending")
    func long() {
        #expect(
            clean(String(repeating: "a", count: 300) + ".wav") == String(repeating: "a", count: 100)
                + ".wav")
        #expect(
            clean(String(repeating: "ж", count: 300) + ".wav") == String(repeating: "ж", count: 50)
                + ".wav")
        #expect(
            clean("a." + String(repeating: "b", count: 300)) == "a."
                + String(repeating: "b", count: 11))
    }

    /// What must hold of every name under which a file is made.
    func check(_ cleaned: String, _ name: String) {
        let scalars = name.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        let bytes = Array(cleaned.utf8)
        #expect(!bytes.isEmpty, "\(scalars)")
        #expect(bytes.count <= 120, "\(scalars)")
        for forbidden in "/\\:*?\"<>|".utf8 { #expect(!bytes.contains(forbidden), "\(scalars)") }
        for scalar in cleaned.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                Issue.record("\(scalars) keeps U+\(String(scalar.value, radix: 16))")
            default: break
            }
        }
        #expect(!".- ".utf8.contains(bytes.first ?? 0), "\(scalars)")
        #expect(!". ".utf8.contains(bytes.last ?? 0), "\(scalars)")
        let stem = cleaned.prefix { $0 != "." }.lowercased()
        #expect(!["con", "prn", "aux", "nul", "com1", "lpt9"].contains(stem), "\(scalars)")
    }

    static let accents = String(repeating: "\u{301}", count: 200)

    @Test(
        "letters that join to others do not undo the cleaning",
        arguments: [
            ".\u{301}bashrc", "-\u{301}rf", " \u{301}a", "a\u{0D4E} ", "a.\u{301}", "a" + accents,
            "a" + accents + ".txt", "a.b" + accents, ".a" + accents, accents,
            String(repeating: "a", count: 99) + " bbb", String(repeating: "a", count: 99) + ".bbb",
            "a.bbbbbbbbbb cc",
            "👩\u{200D}👩\u{200D}👧" + String(repeating: "\u{1F3FD}", count: 60),
        ])
    func joined(name: String) {
        check(clean(name), name)
    }

    @Test("whatever a name is, the cleaned one is harmless, short, and taken only once")
    func anyName() {
        var generator = SeededGenerator(for: "file names")
        let pieces = [
            ".", "..", "/", "\\", "-", " ", "a", "B", "ж", "é", "\u{301}", "\u{0D4E}", "\u{202E}",
            "\u{200D}",
            "\u{0}", "\n", "con", "NUL", ".txt", "🦉", "\u{1F1F9}", "\u{A0}", "\u{E000}", "~", "(2)",
            "%", "'",
            String(repeating: "x", count: 60), String(repeating: "ф", count: 60),
        ]
        var taken: Set<String> = []
        var all: Set<String> = []
        for count in 0..<3000 {
            let length = Int.random(in: 0...8, using: &generator)
            var name = ""
            for _ in 0..<length {
                if Bool.random(using: &generator), Bool.random(using: &generator) {
                    let value = UInt32.random(in: 0...0x1FFFF, using: &generator)
                    if let scalar = Unicode.Scalar(value) { name.unicodeScalars.append(scalar) }
                } else {
                    name += pieces.randomElement(using: &generator) ?? ""
                }
            }
            check(clean(name), name)
            #expect(clean(clean(name)) == clean(name), "\(name.unicodeScalars.map(\.value))")
            all.insert(FileNames.clean(name, avoiding: &taken).lowercased())
            #expect(all.count == count + 1)
        }
    }

    @Test("a name for a record is one that a record takes")
    func forRecord() throws {
        #expect(FileNames.forRecord("voice.wav") == "voice.wav")
        #expect(FileNames.forRecord("") == "file")
        #expect(FileNames.forRecord("\u{1}/\n") == "%01%2F%0A")
        #expect(FileNames.forRecord("a/b\u{1B}c\u{85}") == "a%2Fb%1Bc%C2%85")
        let long = FileNames.forRecord(String(repeating: "ж", count: 300) + ".wav")
        #expect(long.utf8.count <= 255 && long.hasSuffix("ж.wav"))
        for name in [long, "\u{85}a\u{9B}b", String(repeating: "\u{301}", count: 400)] {
            let entry = Samples.attachment(name: FileNames.forRecord(name))
            #expect(try AttachmentEntry.decode(AttachmentEntry.encode([entry])) == [entry])
        }
    }

    @Test("a name for a record keeps what is UTF-8 of it, and writes each other byte as two digits")
    func bytesForRecord() throws {
        for (bytes, name) in [
            (Array("voice".utf8) + [0xFF] + Array(".wav".utf8), "voice%FF.wav"),
            ([0xE3, 0xEE, 0xEB, 0xEE, 0xF1], "%E3%EE%EB%EE%F1"),
            ([0xC3], "%C3"), ([0xD0, 0xB6, 0xD0], "ж%D0"), ([0xED, 0xA0, 0x80], "%ED%A0%80"),
            ([0x2E, 0x2E, 0x2E], "..."), ([0x25], "%"), ([0xF0, 0x9F, 0x95, 0xAF], "🕯"),
            ([0x0A, 0xF5], "%0A%F5"), ([], "file"),
            (Array("и\u{306}".utf8), "и\u{306}"),
        ] as [([UInt8], String)] {
            #expect(Array(FileNames.forRecord(bytes).utf8) == Array(name.utf8))
        }
        var generator = SeededGenerator(for: "names of any bytes")
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...255, using: &generator)).map { _ in
                UInt8.random(in: 1...255, using: &generator)
            }
            let name = FileNames.forRecord(bytes)
            #expect((1...255).contains(name.utf8.count))
            #expect(FileNames.forRecord(name) == name)
            let entry = Samples.attachment(name: name)
            #expect(try AttachmentEntry.decode(AttachmentEntry.encode([entry])) == [entry])
        }
    }
}
