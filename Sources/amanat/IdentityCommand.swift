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
            let progress = global.common.progressLine()
            let target = try CommonOptions.output(out)
            let locked = try global.findVault(progress)
            try locked.requireOpenable()
            try AgeFiles(global.surroundings(progress)).requireNew(target)
            try confirm()
            try global.common.unlocking(progress) { passphrase in
                try locked.exportIdentity(with: passphrase, to: target)
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
