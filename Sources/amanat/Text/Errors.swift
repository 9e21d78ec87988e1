import ArgumentParser
import TestimonyVault
import Words

extension ValidationError {
    /// A command line that cannot be.
    init(_ sentence: Sentence) {
        self.init(sentence.text())
    }
}

extension Report {
    /// Anything that ended the command.
    static func error(_ error: VaultError) {
        self.error(error.reason.code, error.sentence, hint: error.hint)
    }

    /// What ended the command, or is the reason of its exit status; with `--json` as one object.
    ///
    /// - Parameter code: its name, for programs.
    static func error(_ code: String, _ sentence: Sentence, hint: Sentence? = nil) {
        guard Arguments.wantJSON else { return error(sentence, hint: hint) }
        json(ErrorOutput(code: code, message: sentence.text(), hint: hint?.text()))
    }

    /// A command line that cannot be, and how the command is used; with `--json` as one object.
    ///
    /// - Parameters:
    ///   - message: what is wrong with it.
    ///   - full: the same, and the usage in further lines.
    static func usage(_ message: String, full: String) {
        let label = "Error: "
        let text = full.hasPrefix(label) ? full.dropFirst(label.count) : full[...]
        guard Arguments.wantJSON else { return usage(.error(.plain(String(text)))) }
        let usage = text.hasPrefix(message) ? text.dropFirst(message.count + 1) : ""
        json(
            ErrorOutput(
                code: "usage", message: message, hint: usage.isEmpty ? nil : String(usage)))
    }

    /// Names what the work found damaged, and skipped; to be called when all else is said.
    ///
    /// - Throws: the exit status 13 where there is any.
    static func requireNoDamage(_ damage: [VaultError]) throws {
        for error in damage { self.error(error.reason.code, .damaged(error), hint: error.hint) }
        if !damage.isEmpty { throw ExitCode.damageFound }
    }
}
