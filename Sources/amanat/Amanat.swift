import ArgumentParser
import Terminal
import TestimonyVault
import Words

/// The command. Every file beside this one is one subcommand, or serves them all.
///
/// Every subcommand names itself: to derive a name from the type, the runtime searches all
/// conformances in the binary, which took a fifth of the time to start.
@main
struct Amanat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amanat",
        abstract: Help.Amanat.abstract.text(),
        discussion: Help.Amanat.discussion.text(),
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: Help.Groups.vault.text(),
                subcommands: [Init.self, CardCommand.self, Enroll.self]),
            CommandGroup(name: Help.Groups.key.text(), subcommands: [PassphraseCommand.self]),
            CommandGroup(
                name: Help.Groups.testimony.text(),
                subcommands: [Record.self, Seal.self, List.self, Show.self, Open.self]),
            CommandGroup(
                name: Help.Groups.handOff.text(), subcommands: [Status.self, Sync.self, Prune.self]),
            CommandGroup(
                name: Help.Groups.proof.text(), subcommands: [Verify.self, JournalCommand.self]),
            CommandGroup(
                name: Help.Groups.standardTool.text(),
                subcommands: [IdentityCommand.self, AgeCommand.self]),
        ])

    static func main() {
        ProcessGuard.begin()
        do {
            var command = try parseAsRoot(Arguments.all)
            try command.run()
            try Report.finish()
        } catch let error as VaultError {
            Report.error(error)
            exit(withError: ExitCode(error.kind.exitStatus))
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Report.usage(message(for: error), full: fullMessage(for: error))
            exit(withError: ExitCode.validationFailure)
        }
    }
}

extension VaultError.Kind {
    /// What the process ends with, as `amanat --help` lists it.
    var exitStatus: Int32 {
        switch self {
        case .refused, .disk, .fault: 1
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
