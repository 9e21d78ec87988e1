import Foundation
import Testing

/// Sentences are made in `Sources/Words` alone: there they can be translated.
@Suite("String literals outside of Words")
struct LiteralTests {
    /// What looks like a sentence there, and no person reads.
    private static let allowed: [String: String] = [
        // What a programmer reads, whose program has come to an end.
        "what was typed was neither taken nor wiped": "a precondition",
        "a menu has one to nine answers": "a precondition",
        "results consist of what JSON has": "a precondition",
    ]

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    private static func literals(in room: String) throws -> [(place: String, literal: Literal)] {
        let all = FileManager.default.enumerator(
            at: folder.appending(path: room), includingPropertiesForKeys: nil)
        let files = try #require(all).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
        return try files.flatMap { file in
            Literal.all(in: try String(contentsOf: file, encoding: .utf8))
                .map { ("\(file.lastPathComponent):\($0.line)", $0) }
        }
    }

    @Test("none is a sentence", arguments: ["amanat", "Terminal"])
    func noSentence(room: String) throws {
        let literals = try Self.literals(in: room)
        #expect(literals.count > 20)
        for (place, literal) in literals
        where literal.isSentence && Self.allowed[literal.text] == nil {
            Issue.record("\(place): \(literal.text)")
        }
    }

    @Test("what is allowed is there")
    func allowedIsThere() throws {
        let literals = try Self.literals(in: "amanat") + Self.literals(in: "Terminal")
        #expect(Set(literals.map(\.literal.text)).isSuperset(of: Self.allowed.keys))
    }

    @Test("are found wherever they stand, and comments are none")
    func reading() {
        let source = #"""
            // "no literal"
            let a = "one two" /// "nor this"
            let b = "x \(c.map { "three \(d) four five" }) y", e = "\"six\" seven"
            let f = """
                eight \
                nine
                ten
                """
            let g = "it's // no comment"
            """#
        let found = Literal.all(in: source)
        #expect(
            found.map(\.text.trimmed) == [
                "one two", "three \u{FFFC} four five", "x \u{FFFC} y", #"\six\ seven"#,
                "eight nine ten",
                "it's // no comment",
            ])
        #expect(found.map(\.line) == [2, 3, 3, 3, 4, 9])
    }

    @Test(
        "look like sentences where a letter or a value stands on both sides of a space",
        arguments: [
            ("Nothing new", true), ("Сатри нав", true), ("a: b", false), ("passphrase", false),
            ("%d, %d", false), (" end ", false), ("--yes", false), ("no key", true),
            ("\u{FFFC} files", true),
            ("\u{FFFC} \u{FFFC}", false), ("\u{FFFC}, \u{FFFC}", false),
        ])
    func looks(text: String, isSentence: Bool) {
        #expect(Literal(text: text, line: 1).isSentence == isSentence)
    }
}

extension String {
    /// Without what indents it.
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
