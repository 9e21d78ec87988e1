import ArgumentParser
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// `amanat identity`
struct IdentityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: Help.IdentityCommand.abstract.text(),
        subcommands: [Export.self])

    /// `amanat identity export`
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: Help.IdentityExport.abstract.text(),
            discussion: Help.IdentityExport.discussion.text())

        @Option(
            help: ArgumentHelp(Help.IdentityExport.out, value: Help.Values.file))
        var out: String?

        @Flag(help: ArgumentHelp(Help.IdentityExport.yes))
        var yes = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let path = try global.vaultPath()
            let progress = global.common.progressLine()
            let surroundings = global.surroundings(progress)
            let target = try CommonOptions.output(out)
            try Vault.requireOpenable(at: path, surroundings: surroundings)
            try AgeFiles(surroundings).requireNew(target)
            try confirm()
            try global.common.unlocking(progress) { passphrase in
                try Vault.exportIdentity(
                    at: path, with: passphrase, to: target, surroundings: surroundings)
            }
        }

        private func confirm() throws {
            if yes { return }
            guard let terminal = global.common.terminal() else {
                throw VaultError(.refused, "keyOpensAll", .keyOpensAll, hint: .keyOpensAllHint)
            }
            terminal.say(.keyWarning)
            guard let answer = terminal.ask(.typeYes), Answer.isTypedYes(answer)
            else { throw VaultError(.refused, "notConfirmedUnwritten", .notConfirmedUnwritten) }
        }
    }
}
