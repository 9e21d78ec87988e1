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
            commandName: "export",
            abstract: "Write the opening key as an age identity, for standard tools.",
            discussion: """
                Whoever has this file opens everything that was ever sealed to this vault, without a \
                passphrase. Write it only where it is as safe as the testimonies must be. A recorder's \
                key opens receipts only.

                It is of the post-quantum kind (AGE-SECRET-KEY-PQ-1…), which age 1.3 and later know; \
                `amanat age decrypt -i FILE` knows it too.
                """)

        @Option(
            help: ArgumentHelp("Write to a new file, not to standard output.", valueName: "file"))
        var out: String?

        @Flag(help: "Do not ask whether that is meant.")
        var yes = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let path = try global.vaultPath()
            let progress = global.common.progressLine()
            let surroundings = global.surroundings(progress)
            let target = try CommonOptions.stream(out)
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
                throw VaultError(
                    .refused,
                    "whoever has the opening key opens everything that was ever sealed to "
                        + "this vault, without a passphrase",
                    hint: "`--yes` confirms that it shall leave the vault")
            }
            terminal.say(
                "WARNING: whoever has this key opens everything that was ever sealed to this vault, "
                    + "without a passphrase, for ever.")
            let answer = terminal.ask("Type yes to go on: ")
            guard answer == "yes" else {
                throw VaultError(.refused, "it was not confirmed: nothing was written")
            }
        }
    }
}
