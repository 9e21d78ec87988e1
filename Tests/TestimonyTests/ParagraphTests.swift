import TestSupport
import Testing

@testable import Testimony

@Suite("Paragraphs")
struct ParagraphTests {
    func cut(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return Paragraphs.cut(bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(
        "an account is cut behind runs of blank lines, else behind each line",
        arguments: [
            ("one", ["one"]), ("one\n", ["one\n"]), ("a\n\nb", ["a\n\n", "b"]),
            ("a\n\n\n \t\r\nb\n", ["a\n\n\n \t\r\n", "b\n"]),
            ("a\r\n\r\nb\r\n", ["a\r\n\r\n", "b\r\n"]),
            ("\n \na\n\nb", ["\n \na\n\n", "b"]), ("a\nb\nc", ["a\n", "b\n", "c"]),
            ("\n\na\nb", ["\n\na\n", "b"]), ("a\nb\n\n", ["a\n", "b\n\n"]),
            ("a\nb\n\nc\nd", ["a\nb\n\n", "c\nd"]), ("a\n\n  b", ["a\n\n", "  b"]),
            (" ", [" "]), ("\n\n\n", ["\n\n\n"]), ("a\n\n ", ["a\n\n "]),
            ("a\n\u{A0}\nb", ["a\n", "\u{A0}\n", "b"]), ("a\rb", ["a\rb"]),
            ("Шаб.\n\nРӯз.", ["Шаб.\n\n", "Рӯз."]),
        ])
    func rules(text: String, expected: [String]) {
        #expect(cut(text) == expected)
    }

    @Test("of more than 900 paragraphs the last takes the rest", arguments: [899, 900, 901, 2000])
    func most(count: Int) {
        for end in ["\n", "\n\n"] {
            let parts = cut(String(repeating: "x\(end)", count: count))
            #expect(parts.count == min(count, 900))
            #expect(parts.joined() == String(repeating: "x\(end)", count: count))
        }
    }

    /// The rules of the page, line by line.
    private func slow(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        for byte in bytes {
            line.append(byte)
            if byte == 0x0A {
                lines.append(line)
                line = []
            }
        }
        if !line.isEmpty { lines.append(line) }
        func isBlank(_ line: [UInt8]) -> Bool {
            line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        }
        func parts(_ begins: (Int) -> Bool) -> [[UInt8]] {
            var parts: [[UInt8]] = [[]]
            for (index, line) in lines.enumerated() {
                let isFirst = !lines[..<index].contains { !isBlank($0) }
                if !isBlank(line), !isFirst, parts.count < 900, begins(index) { parts.append([]) }
                parts[parts.count - 1] += line
            }
            return parts
        }
        var found = parts { isBlank(lines[$0 - 1]) }
        if found.count == 1 { found = parts { _ in true } }
        return found.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("nothing is added or left out, none is empty, and another way of cutting agrees")
    func property() {
        var generator = SeededGenerator(for: "paragraphs")
        let pieces = ["a", "ж", "🕯", " ", "\t", "\r", "\n", "\n", "\n\n", "\r\n", "e\u{301}"]
        for _ in 0..<2000 {
            let length = Int.random(in: 1...40, using: &generator)
            let text = (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            let parts = cut(text)
            #expect(Array(parts.joined().utf8) == Array(text.utf8))
            #expect(parts.allSatisfy { !$0.isEmpty })
            #expect(parts.map { Array($0.utf8) } == slow(text).map { Array($0.utf8) })
        }
    }
}
