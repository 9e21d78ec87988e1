import AgeFile
import AtRest
import DurableFiles
import Handoff
import Journal
import Statements
import SystemPackage
import Testimony

/// What went wrong, said so that a person can do something about it: who failed, and what to do.
public struct VaultError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who failed.
    public enum Kind: String, Sendable, CaseIterable {
        /// What was asked for is not done: by rule, or because what came is not right.
        case refused
        /// There is no vault at that place.
        case noVault
        /// Another command holds the vault.
        case inUse
        /// The key slots do not open with this passphrase.
        case wrongPassphrase
        /// Something in the vault is not as it was written.
        case damaged
        /// A disk, or its file system.
        case disk
        /// The person stopped it.
        case interrupted
    }

    /// Who failed.
    public let kind: Kind
    /// What happened, in one line. It holds no plaintext and no key.
    public let message: String
    /// What to do, where there is something to do.
    public let hint: String?

    /// The message.
    public var description: String { message }

    /// An error of one's own.
    public init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    /// The person stopped it.
    public static let interrupted = VaultError(.interrupted, "interrupted")

    /// The same, with a name before it of what it happened to.
    func about(_ subject: String) -> VaultError {
        VaultError(kind, "\(subject): \(message)", hint: hint)
    }
}

extension VaultError {
    /// The error of any part of this project, as the vault says it.
    package init(_ error: any Error) {
        switch error {
        case let error as VaultError: self = error
        case let error as FileError: self.init(error)
        case let error as AtRestError: self.init(error)
        case let error as JournalError: self.init(error)
        case let error as AgeError: self.init(error)
        case let error as BundleError: self.init(.refused, "\(error)")
        case let error as StatementError: self.init(.refused, "\(error)")
        case let error as TestimonyError: self.init(.refused, "\(error)")
        default: self.init(.refused, "\(error)")
        }
    }

    private init(_ error: FileError) {
        if let finding = error.finding {
            let hint: String? =
                switch finding {
                case .notFile: nil
                case .changed: "close the program that writes it, then try again"
                case .unmeasured: "copy it, and take the copy"
                }
            self.init(.refused, "\(error)", hint: hint)
            return
        }
        switch error.errno {
        case .noSpace, .diskQuotaExceeded:
            let isStream = error.path == WritableStream.standardOutputName
            self.init(
                .disk, "the disk is full: \(error)",
                hint: isStream ? nil : "nothing was lost; make room, then try again")
        case .readOnlyFileSystem:
            self.init(.disk, "the disk cannot be written: \(error)")
        case .fileTooLarge where error.operation == .write:
            self.init(
                .disk, "the disk's file system cannot hold so large a file: \(error)",
                hint: "use a stick that is formatted as exFAT or ext4")
        case .interrupted:
            self = .interrupted
        case .fileTooLarge, .fileExists, .noSuchFileOrDirectory, .permissionDenied, .isDirectory:
            self.init(.refused, "\(error)")
        default:
            self.init(.disk, "\(error)")
        }
    }

    private init(_ error: AtRestError) {
        switch error {
        case .file(let error): self.init(error)
        case .damaged(let place):
            self.init(
                .damaged, "\(place) is damaged: it is not as this vault wrote it",
                hint: "`amanat verify` names all that is damaged")
        case .wrongPassphrase:
            self.init(.wrongPassphrase, "wrong passphrase")
        case .outOfMemory(let memoryKiB, let thereKiB):
            let there = thereKiB.map { " (\($0 / 1024) MiB are free)" } ?? ""
            self.init(
                .refused,
                "this machine does not give the \(memoryKiB / 1024) MiB of memory that "
                    + "the passphrase needs\(there)",
                hint: "close other programs, then try again")
        case .otherVersion(_, let isEarlier):
            self.init(
                .refused,
                "this vault was made by \(isEarlier ? "an earlier" : "a later") build of amanat; "
                    + "it is not damaged, and this build cannot open it",
                hint: "open it with the build that made it")
        case .noFreeSlot:
            self.init(
                .refused, "all eight passphrases are in use",
                hint: "`amanat passphrase remove` removes one")
        case .opensAlready:
            self.init(.refused, "this passphrase opens the vault already: nothing was changed")
        case .slotsAltered:
            self.init(
                .damaged,
                "keyslots was altered: it is not known which passphrases open this vault",
                hint: "`amanat passphrase remove --others` keeps the one typed alone")
        case .stopped: self = .interrupted
        }
    }

    private init(_ error: JournalError) {
        switch error {
        case .file(let error): self.init(error)
        case .damaged(let damage): self.init(damage)
        case .mustReopen:
            self.init(.disk, "the journal could not be written before; run the command again")
        case .tooLarge:
            self.init(.refused, "the journal does not take so much at once")
        }
    }

    init(_ damage: JournalDamage) {
        self.init(
            .damaged, "\(damage.place) is damaged at byte \(damage.offset): \(damage.reason)",
            hint: "nothing is written to this vault until that is understood")
    }

    private init(_ error: AgeError) {
        switch error {
        case .stopped: self = .interrupted
        case .mixedRecipients:
            self.init(
                .refused, "\(error)",
                hint: "name only recipients that begin with age1pq1, or only others")
        case .passphraseNeeded:
            self.init(.refused, "\(error)", hint: "leave out the identities")
        case .identityNeeded:
            self.init(.refused, "\(error)", hint: "`-i FILE` names a file with keys")
        default:
            self.init(.refused, "\(error)")
        }
    }
}

/// Runs anything that can fail, and says its error as the vault does.
func asVault<Result: ~Copyable>(
    _ body: () throws -> Result
) throws(VaultError) -> Result {
    do {
        return try body()
    } catch {
        throw VaultError(error)
    }
}
