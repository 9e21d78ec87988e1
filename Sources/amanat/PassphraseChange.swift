import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat passphrase change`
struct PassphraseChange: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: Help.PassphraseChange.abstract.text(),
        discussion: Help.PassphraseChange.discussion.text())

    @OptionGroup var new: NewPassphraseOptions

    func run() throws {
        let progress = new.global.common.progressLine()
        defer { progress.end() }
        try new.requireNew()
        let vault = try new.global.openPassphrases(progress)
        try vault.change(to: try new.newPassphrase(vault))
        progress.end()
        new.global.reportPassphrases(
            .changed, count: vault.count ?? 1, leavesOld: true)
    }
}

/// `amanat passphrase add`
struct PassphraseAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: Help.PassphraseAdd.abstract.text(),
        discussion: Help.PassphraseAdd.discussion.text()
    )

    @OptionGroup var new: NewPassphraseOptions

    func run() throws {
        let progress = new.global.common.progressLine()
        defer { progress.end() }
        try new.requireNew()
        let vault = try new.global.openPassphrases(progress)
        try vault.add(try new.newPassphrase(vault))
        progress.end()
        new.global.reportPassphrases(
            .added, count: (vault.count ?? 0) + 1, leavesOld: false)
    }
}

/// `amanat passphrase remove`
struct PassphraseRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: Help.PassphraseRemove.abstract.text(),
        discussion: Help.PassphraseRemove.discussion.text())

    @Flag(help: ArgumentHelp(Help.PassphraseRemove.others))
    var others = false

    @Flag(help: ArgumentHelp(Help.PassphraseRemove.yes))
    var yes = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        if !yes, global.common.terminal() == nil { throw needsConfirmation }
        let progress = global.common.progressLine()
        defer { progress.end() }
        let vault = try global.openPassphrases(progress)
        let count = vault.count
        if others {
            try confirm(.othersGo)
            try vault.removeOthers()
            return global.reportPassphrases(
                count == 1 ? .noOther : .othersRemoved, count: 1, leavesOld: count != 1)
        }
        try vault.requireAnother()
        try confirm(.typedGoes)
        try vault.removeTyped()
        global.reportPassphrases(
            .removed, count: (count ?? 2) - 1, leavesOld: true)
    }

    private var needsConfirmation: VaultError {
        VaultError(
            .refused, "removalUnconfirmed", .removalUnconfirmed, hint: .removalUnconfirmedHint)
    }

    private func confirm(_ what: Sentence) throws {
        if yes { return }
        guard let terminal = global.common.terminal() else { throw needsConfirmation }
        terminal.say(what)
        guard let answer = terminal.ask(.typeYes) else {
            throw VaultError.interrupted
        }
        guard Answer.isTypedYes(answer) else {
            throw VaultError(.refused, "notConfirmedUnchanged", .notConfirmedUnchanged)
        }
    }
}
