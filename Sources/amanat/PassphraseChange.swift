import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault

/// `amanat passphrase change`
struct PassphraseChange: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Set another passphrase in the place of the one that is typed.",
        discussion: "The others stay as they are. An empty answer takes six random words.")

    @OptionGroup var new: NewPassphraseOptions

    func run() throws {
        let progress = new.global.common.progressLine()
        defer { progress.end() }
        try new.requireNew()
        let vault = try new.global.openPassphrases(progress)
        try vault.change(to: try new.newPassphrase(vault))
        progress.end()
        new.global.reportPassphrases(
            "The passphrase was changed.", count: vault.count ?? 1, leavesOld: true)
    }
}

/// `amanat passphrase add`
struct PassphraseAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Set one more passphrase, beside those that open the vault.",
        discussion:
            "For a second person, or to be kept in a safe place. An empty answer takes six random words."
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
            "One was added.", count: (vault.count ?? 0) + 1, leavesOld: false)
    }
}

/// `amanat passphrase remove`
struct PassphraseRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove the passphrase that is typed, or all the others.",
        discussion: """
            The last one cannot be removed. Whether the others are still known to anybody, the vault cannot know: \
            without one of them it never opens again.
            """)

    @Flag(help: "Keep the one that is typed, and remove all others.")
    var others = false

    @Flag(help: "Do not ask whether that is meant.")
    var yes = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        if !yes, global.common.terminal() == nil { throw needsConfirmation }
        let progress = global.common.progressLine()
        defer { progress.end() }
        let vault = try global.openPassphrases(progress)
        let count = vault.count
        if others {
            try confirm("All passphrases but the one you typed are removed.")
            try vault.removeOthers()
            return global.reportPassphrases(
                count == 1 ? "There was no other." : "The others were removed.", count: 1,
                leavesOld: count != 1)
        }
        try vault.requireAnother()
        try confirm(
            "The passphrase you typed is removed. Without one of the others, this vault never opens again."
        )
        try vault.removeTyped()
        global.reportPassphrases(
            "It was removed.", count: (count ?? 2) - 1, leavesOld: true)
    }

    private var needsConfirmation: VaultError {
        VaultError(
            .refused, "what is removed opens the vault no more: it must be confirmed",
            hint: "`--yes` confirms it")
    }

    private func confirm(_ what: String) throws {
        if yes { return }
        guard let terminal = global.common.terminal() else { throw needsConfirmation }
        terminal.say(what)
        guard let answer = terminal.ask("Type yes to go on: ") else { throw VaultError.interrupted }
        guard answer == "yes" else {
            throw VaultError(.refused, "it was not confirmed: nothing was changed")
        }
    }
}
