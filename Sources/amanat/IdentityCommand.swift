import ArgumentParser
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat identity`
struct IdentityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: "The vault's own age identity.",
        subcommands: [Export.self])

    /// `amanat identity export`
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the opening key as an age identity, for standard tools.",
            discussion: """
                Whoever has this file opens everything that was ever sealed to this vault, without a \
                passphrase. Write it only where it is as safe as the testimonies must be.
                """)

        @Option(
            help: ArgumentHelp("Write to a new file, not to standard output.", valueName: "file"))
        var out: String?

        @Flag(help: "Do not ask whether that is meant.")
        var yes = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let progress = global.common.progressLine()
            let vault = try global.openVault(progress)
            try confirm()
            try vault.exportIdentity(to: out.map { .file(FilePath($0)) } ?? .standard)
        }

        private func confirm() throws {
            if yes { return }
            guard let terminal = global.common.terminal() else {
                throw VaultError(
                    .refused, "the opening key leaves the vault only when that is confirmed",
                    hint: "`--yes` confirms it")
            }
            let answer = terminal.ask(
                """
                WARNING: whoever has this key opens everything that was ever sealed to this vault,
                without a passphrase, for ever. Type yes to go on: 
                """)
            guard answer == "yes" else {
                throw VaultError(.refused, "it was not confirmed: nothing was written")
            }
        }
    }
}
