import ArgumentParser
import Terminal
import TestimonyVault

/// The command. Every file beside this one is one subcommand, or serves them all.
///
/// Every subcommand names itself: to derive a name from the type, the runtime searches all
/// conformances in the binary, which took a fifth of the time to start.
@main
struct Amanat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amanat",
        abstract: "An offline-first, encrypted testimony vault.",
        discussion: """
            A recorder seals testimonies to coordinators, and cannot open them again. Sealed bundles \
            travel in any folder; coordinators take them in, open them, and send receipts back.

            Begin with `amanat init`, exchange cards (`amanat card`, `amanat enroll`), then `amanat \
            seal` and `amanat sync FOLDER`.

            Exit status: 0 done; 1 refused or failed; 3 done in part; 10 no vault there; 11 vault in \
            use; 12 wrong passphrase; 13 damage found in the vault; 64 usage; 130 interrupted.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Vault", subcommands: [Init.self, CardCommand.self, Enroll.self]),
            CommandGroup(name: "Key", subcommands: [PassphraseCommand.self]),
            CommandGroup(
                name: "Testimony",
                subcommands: [Record.self, Seal.self, List.self, Show.self, Open.self]),
            CommandGroup(
                name: "Hand-off", subcommands: [Status.self, Sync.self, Prune.self]),
            CommandGroup(name: "Proof", subcommands: [Verify.self, JournalCommand.self]),
            CommandGroup(
                name: "Standard-tool", subcommands: [IdentityCommand.self, AgeCommand.self]),
        ])

    static func main() {
        ProcessGuard.begin()
        do {
            var command = try parseAsRoot(Arguments.all)
            try command.run()
            try Report.finish()
        } catch let error as VaultError {
            Report.error(error.message, hint: error.hint)
            exit(withError: ExitCode(error.kind.exitStatus))
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            let usage = "Error: "
            let text = fullMessage(for: error)
            Report.usage(
                "amanat: error: \(text.dropFirst(text.hasPrefix(usage) ? usage.count : 0))")
            exit(withError: ExitCode.validationFailure)
        }
    }
}

extension VaultError.Kind {
    /// What the process ends with, as `amanat --help` lists it.
    var exitStatus: Int32 {
        switch self {
        case .refused, .disk: 1
        case .noVault: 10
        case .inUse: 11
        case .wrongPassphrase: 12
        case .damaged: 13
        case .interrupted: 130
        }
    }
}

extension ExitCode {
    /// Something was put aside, or is missing, and was named.
    static let doneInPart = ExitCode(3)
    /// Damage was found, and named.
    static let damageFound = ExitCode(13)
}
