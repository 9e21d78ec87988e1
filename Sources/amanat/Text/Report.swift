import CLinux
import FoundationEssentials
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// What the command says: results on standard output, everything else on standard error.
enum Report {
    /// A result for people, in one line: as it is; on a terminal in lines that fit, without what could steer it.
    ///
    /// - Parameter indent: columns that stay free before it.
    static func line(_ sentence: Sentence, indent: Int = 0) {
        line(String(repeating: " ", count: indent) + sentence.text(), hanging: 4)
    }

    /// A line with nothing in it.
    static func emptyLine() {
        line("", hanging: 0)
    }

    /// A value under its name, as in `Time:      2026-…`.
    static func field(_ field: Field) {
        line(field.text, hanging: field.hanging)
    }

    /// A result in one line that is no sentence, such as an id.
    static func data(_ text: String) {
        line(text, hanging: 4)
    }

    private static func line(_ text: String, hanging: Int) {
        show(Pager.Section(DisplayText.withoutLineEnds(text), hanging: hanging))
    }

    /// A result of many lines; on a terminal as ``line(_:indent:)``.
    static func show(_ section: Pager.Section) {
        guard let size = ScreenSize.ofOutput else { return print(section.text) }
        for line in section.lines(columns: size.columns) { print(line) }
    }

    /// A result that is a file of some format: as it is, but on a terminal without what could steer it. It is not
    /// wrapped, so that it can be copied from there.
    static func file(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for text in lines {
            print(Terminal.showsOutput ? DisplayText.safe(String(text)) : String(text))
        }
    }

    /// A result for programs: one JSON document in one line; on a terminal with escapes for what cannot be seen.
    static func json(_ value: some Encodable) {
        let text = document(value)
        print(Terminal.showsOutput ? DisplayText.json(text) : text)
    }

    /// What is not a result, for programs: as ``json(_:)``, on standard error.
    static func json(_ error: ErrorOutput) {
        let text = document(error)
        StandardError.write((ScreenSize.ofErrors == nil ? text : DisplayText.json(text)) + "\n")
    }

    private static func document(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.userInfo[ReasonWords.key] = ReasonWords { Sentence.reason($0).text() }
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results consist of what JSON has")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Sees to it that all results went out.
    ///
    /// - Throws: ``VaultError`` of the kind `disk` where they did not; not where nobody listens any more.
    static func finish() throws {
        let code = Errno(rawValue: flush_standard_output())
        guard code.rawValue != 0, code != .brokenPipe else { return }
        throw VaultError(.disk, "cannotWriteOutput", .cannotWriteOutput("\(code)"))
    }

    /// Something to know beside the result; with `--json` as one object.
    static func notice(_ sentence: Sentence) {
        guard !Arguments.wantJSON else {
            return json(ErrorOutput(code: "notice", message: sentence.text()))
        }
        say(.notice(sentence))
    }

    /// A value beside the result: not wrapped, so that it can be copied from a terminal.
    static func notice(_ sentence: Sentence, value: String) {
        let text = Sentence.notice(sentence, value: value).text()
        StandardError.write(DisplayText.line(text, limit: .max) + "\n")
    }

    /// What is wrong with a command line, and how it is used: some lines.
    static func usage(_ sentence: Sentence) {
        for line in sentence.text().split(separator: "\n", omittingEmptySubsequences: false) {
            StandardError.write(DisplayText.safe(String(line)) + "\n")
        }
    }

    /// What went wrong.
    static func error(_ sentence: Sentence, hint: Sentence? = nil) {
        say(.error(sentence))
        if let hint { say(.hint(hint)) }
    }

    /// One line, whatever names are in it; on a terminal it is wrapped.
    private static func say(_ sentence: Sentence) {
        let text = DisplayText.line(sentence.text(), limit: .max)
        guard let size = ScreenSize.ofErrors else { return StandardError.write(text + "\n") }
        for line in Pager.Section(text, hanging: 4).lines(columns: size.columns) {
            StandardError.write(line + "\n")
        }
    }
}
