import Testing

@testable import Terminal

@Suite("Keys")
struct KeyTests {
    private func keys(_ bytes: String) -> [Key] {
        var parser = KeyParser()
        return bytes.utf8.compactMap { parser.take($0) } + [parser.giveUp()].compactMap { $0 }
    }

    @Test(
        "escape sequences are keys, never the letters in them",
        arguments: [
            ("\u{1B}[A", Key.up), ("\u{1B}OB", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
            ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[1~", .home),
            ("\u{1B}[4~", .end),
            ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[7~", .home), ("\u{1B}[8~", .end),
            ("\u{1B}[1;5A", .up), ("\u{1B}[6;2~", .pageDown), ("\u{1B}[3~", .other),
            ("\u{1B}[[A", .other),
            ("\u{1B}[200~", .other), ("\u{1B}[?62;1c", .other), ("\u{1B}q", .other),
            ("\u{1B}", .other),
            ("\u{1B}[", .other), ("q", .character("q")), ("й", .character("й")),
            ("ض", .character("ض")),
            ("\u{1F600}", .character("\u{1F600}")), ("\u{3}", .character("\u{3}")),
        ])
    func one(bytes: String, key: Key) {
        #expect(keys(bytes) == [key])
    }

    @Test("what follows a sequence is read, and an endless one ends")
    func following() {
        #expect(keys("\u{1B}[A\u{1B}[6~q") == [.up, .pageDown, .character("q")])
        #expect(keys("\u{1B}\u{1B}[B") == [.down])
        let endless = keys("\u{1B}[" + String(repeating: "1", count: 100) + "A")
        #expect(!endless.contains(.up))
    }

    @Test(
        "half a letter, and bytes that are none, are no command",
        arguments: [[0xD0], [0x80], [0xC0, 0xAF], [0xFF]])
    func broken(bytes: [UInt8]) {
        var parser = KeyParser()
        let keys = bytes.compactMap { parser.take($0) } + [parser.giveUp()].compactMap { $0 }
        #expect(keys.allSatisfy { $0 == .other || $0 == .character("\u{2F}") } && !keys.isEmpty)
    }
}
