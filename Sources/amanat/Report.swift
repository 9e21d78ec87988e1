import CLinux
import FoundationEssentials
import SystemPackage
import Terminal
import TestimonyVault

/// What the command says: results on standard output, everything else on standard error.
enum Report {
    /// A result for people, in one line: as it is; on a terminal in lines that fit, without what could steer it.
    ///
    /// - Parameter hanging: columns that stay free there before what goes on on a further line.
    static func line(_ text: String = "", hanging: Int = 4) {
        show(Pager.Section(DisplayText.withoutLineEnds(text), hanging: hanging))
    }

    /// A value under its name, as in `Time:      2026-…`.
    static func field(_ name: String, _ value: String) {
        line(padded(name) + value, hanging: fieldColumn)
    }

    /// Where values begin.
    static let fieldColumn = 11

    /// A field's name, so that its value begins where all do.
    static func padded(_ name: String) -> String {
        name + ":" + String(repeating: " ", count: max(1, fieldColumn - name.utf8.count - 1))
    }

    /// A result of many lines; on a terminal as ``line(_:hanging:)``.
    static func show(_ section: Pager.Section) {
        guard let size = ScreenSize.ofOutput else { return print(section.text) }
        for line in section.lines(columns: size.columns) { print(line) }
    }

    /// A result that is a file of some format: as it is, but on a terminal without what could steer it. It is not
    /// wrapped, so that it can be copied from there.
    static func text(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for text in lines {
            print(Terminal.showsOutput ? DisplayText.safe(String(text)) : String(text))
        }
    }

    /// A result for programs: one JSON document in one line; on a terminal with escapes for what cannot be seen.
    static func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results consist of what JSON has")
        }
        let text = String(decoding: data, as: UTF8.self)
        print(Terminal.showsOutput ? DisplayText.json(text) : text)
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

    /// A key beside the result: not wrapped, so that it can be copied from a terminal.
    static func notice(_ text: String, key: String) {
        StandardError.write("amanat: \(DisplayText.line("\(text): \(key)", limit: .max))\n")
    }

    /// What is wrong with a command line, and how it is used: some lines.
    static func usage(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            StandardError.write(DisplayText.safe(String(line)) + "\n")
        }
    }

    static func error(_ text: String, hint: String?) {
        say("amanat: error: \(text)")
        if let hint { say("hint: \(hint)") }
    }

    /// One line, whatever names are in it; on a terminal it is wrapped.
    private static func say(_ text: String) {
        let text = DisplayText.line(text, limit: .max)
        guard let size = ScreenSize.ofErrors else { return StandardError.write(text + "\n") }
        for line in Pager.Section(text, hanging: 4).lines(columns: size.columns) {
            StandardError.write(line + "\n")
        }
    }
}

extension Terminal {
    /// Text in lines that fit, broken between words, without what could steer the terminal.
    func wrapped(_ text: String, hanging: Int = 0) -> String {
        Pager.Section(text, hanging: hanging).lines(columns: size.columns)
            .joined(separator: "\n")
    }

    /// Says something to the person who is asked.
    func say(_ text: String, hanging: Int = 0) {
        write(wrapped(text, hanging: hanging) + "\n")
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

/// Somebody by the name on their card: between quotation marks, and marked where nobody compared their safety number.
func name(_ name: String, isEnrolled: Bool = true) -> String {
    (isEnrolled ? "" : "UNVERIFIED ") + DisplayText.quoted(name)
}
