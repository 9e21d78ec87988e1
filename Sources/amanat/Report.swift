import CLinux
import FoundationEssentials
import SystemPackage
import Terminal
import TestimonyVault

/// What the command says: results on standard output, everything else on standard error.
enum Report {
    /// A result for people.
    static func line(_ text: String = "") {
        print(Terminal.showsOutput ? DisplayText.safe(text) : text)
    }

    /// A result that is a file of some format: as it is, but on a terminal without what could steer it.
    static func text(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for text in lines.dropLast() { line(String(text)) }
    }

    /// A result for programs: one JSON document in one line.
    static func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results consist of what JSON has")
        }
        print(String(decoding: data, as: UTF8.self))
    }

    /// Sees to it that all results went out.
    ///
    /// - Throws: ``VaultError`` of the kind `disk` where they did not; not where nobody listens any more.
    static func finish() throws {
        let code = Errno(rawValue: flush_standard_output())
        guard code.rawValue != 0, code != .brokenPipe else { return }
        throw VaultError(.disk, "standard output cannot be written: \(code)")
    }

    /// Something to know beside the result.
    static func notice(_ text: String) {
        say("amanat: \(text)")
    }

    static func error(_ text: String, hint: String?) {
        say("amanat: error: \(text)")
        if let hint { say("hint: \(hint)") }
    }

    private static func say(_ text: String) {
        StandardError.write(DisplayText.safe(text) + "\n")
    }
}

/// Bytes for people: `812 bytes`, `4.2 KiB`.
func describe(byteCount: Int64) -> String {
    if byteCount < 1024 { return byteCount == 1 ? "1 byte" : "\(byteCount) bytes" }
    var value = Double(byteCount)
    var unit = ""
    for next in ["KiB", "MiB", "GiB", "TiB"] where value >= 1024 {
        value /= 1024
        unit = next
    }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(unit)"
}

/// A number with its noun: `1 testimony`, `3 testimonies`.
func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
}
