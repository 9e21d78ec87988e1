import TestSupport
import Testing

@testable import Terminal

@Suite("Keys")
struct KeyDecoderTests {
    private func keys(_ bytes: [UInt8], pausing: Bool = true) -> [Key] {
        var decoder = KeyDecoder()
        var keys: [Key] = []
        for byte in bytes { decoder.take(byte) { keys.append($0) } }
        if pausing { decoder.pause { keys.append($0) } }
        return keys
    }

    @Test(
        "the keys of common terminals are known",
        arguments: [
            ("\u{1B}[A", Key.up), ("\u{1B}OB", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
            ("\u{1B}[1;5C", .wordRight), ("\u{1B}[1;3D", .wordLeft), ("\u{1B}b", .wordLeft),
            ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[8~", .end),
            ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
            ("\u{1B}[1;5H", .textStart), ("\u{1B}[21~", .function(10)), ("\u{1B}OQ", .function(2)),
            ("\u{1B}[[B", .function(2)), ("\u{1B}[13~", .function(3)), ("\u{7F}", .backspace),
            ("\u{8}", .backspace), ("\u{1B}\u{7F}", .deleteWord), ("\r", .enter), ("\n", .enter),
            ("\u{3}", .control("c")), ("\u{1B}", .escape), ("\u{1B}[999;1;2z", .unknown),
            ("я", .text("я")), ("\t", .text("\t")),
        ])
    func known(text: String, key: Key) {
        #expect(keys(Array(text.utf8)) == [key])
    }

    @Test("a line end of two bytes is one line end")
    func lineEnds() {
        #expect(
            keys(Array("a\r\nb\n\nc\r\r".utf8)) == [
                .text("a"), .enter, .text("b"), .enter, .enter, .text("c"), .enter, .enter,
            ])
    }

    @Test("in a paste all is text, whatever it holds")
    func paste() {
        let typed = keys(Array("\u{1B}[200~a\u{4}\u{3}\r\n\u{1B}[A\u{7F}б\u{1B}[201~\u{4}".utf8))
        #expect(
            typed == [
                .pasteStart, .text("a"), .unknown, .unknown, .text("\n"), .unknown, .unknown,
                .text("б"), .pasteEnd, .control("d"),
            ])
    }

    @Test(
        "no sequence within a paste is a command, and what follows it is text",
        arguments: [
            "\u{1B}OQ", "\u{1B}[[B", "\u{1B}b", "\u{1B}\u{7F}", "\u{1B}\r", "\u{1B}[13~",
            "\u{1B}[A", "\u{4}",
            "\u{1B}]", "\u{1B}P", "\u{1B}",
        ])
    func pastedSequence(sequence: String) {
        let typed = keys(Array("\u{1B}[200~\(sequence)a\u{1B}[201~".utf8))
        #expect(typed.first == .pasteStart && typed.last == .pasteEnd)
        #expect(
            typed.dropFirst().dropLast().allSatisfy {
                if case .text = $0 { true } else { $0 == .unknown }
            })
    }

    @Test(
        "a letter with Alt that begins a string for terminals does not swallow what is typed next")
    func altBracket() {
        for letter in "]P^_" {
            var decoder = KeyDecoder()
            var found: [Key] = []
            for byte in Array("\u{1B}\(letter)".utf8) { decoder.take(byte) { found.append($0) } }
            decoder.pause { found.append($0) }
            for byte in Array("x\u{3}".utf8) { decoder.take(byte) { found.append($0) } }
            #expect(found == [.unknown, .text("x"), .control("c")])
        }
    }

    @Test(
        "bytes that are not UTF-8 are seen as such, and what follows is read",
        arguments: [
            ([0xFF, 0x61], 1), ([0xD1, 0x61], 1), ([0xC0, 0xAF, 0x61], 2),
            ([0xED, 0xA0, 0x80, 0x61], 1), ([0xE2, 0x82, 0x61], 1),
            ([0xF4, 0x90, 0x80, 0x80, 0x61], 1),
        ] as [([UInt8], Int)])
    func notUTF8(bytes: [UInt8], count: Int) {
        #expect(keys(bytes) == Array(repeating: .text("\u{FFFD}"), count: count) + [.text("a")])
    }

    @Test("a letter that comes in pieces is waited for")
    func pieces() {
        var decoder = KeyDecoder()
        var found: [Key] = []
        decoder.take(0xD1) { found.append($0) }
        #expect(decoder.isPending)
        decoder.pause { found.append($0) }
        decoder.take(0x8F) { found.append($0) }
        #expect(found == [.text("я")])
    }

    @Test("whatever bytes come, the decoder goes on, and text behind them is text")
    func anything() {
        var generator = SeededGenerator(for: "keys")
        for _ in 0..<2000 {
            var decoder = KeyDecoder()
            for byte in generator.bytes(Int(generator.next() % 40)) { decoder.take(byte) { _ in } }
            // Ends a string, a sequence, a letter, a paste.
            for byte in Array("\u{7}\u{1B}\\".utf8) { decoder.take(byte) { _ in } }
            decoder.pause { _ in }
            for byte in Array("\u{1B}[201~".utf8) { decoder.take(byte) { _ in } }
            var keys: [Key] = []
            for byte in Array("ok".utf8) { decoder.take(byte) { keys.append($0) } }
            #expect(keys == [.text("o"), .text("k")])
        }
    }
}
