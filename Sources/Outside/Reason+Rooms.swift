public import AgeFile
package import AtRest
package import DurableFiles
package import Envelope
package import Handoff
package import Journal
public import Passphrases
package import Statements
package import StrictTar
import SystemPackage
package import Testimony
public import TransparencyLog

// Who failed, where an error comes from a room that knows no vault.

extension FileError: Reason {
    package var kind: VaultError.Kind {
        if finding != nil { return .refused }
        return switch errno {
        case .interrupted: .interrupted
        case .fileTooLarge where operation == .write: .disk
        case .fileTooLarge, .fileExists, .noSuchFileOrDirectory, .permissionDenied, .isDirectory:
            .refused
        default: .disk
        }
    }

    /// What was found, or what the system said; else what was tried, such as `cannotRead`.
    package var code: String {
        switch finding {
        case .notFile: return "notFile"
        case .changed: return "changed"
        case .unmeasured: return "unmeasured"
        case nil: break
        }
        return switch errno {
        case .interrupted: "interruption"
        case .noSuchFileOrDirectory: "notFound"
        case .permissionDenied: "notPermitted"
        case .fileExists: "fileIsThere"
        case .isDirectory: "isFolder"
        case .fileTooLarge: "tooLarge"
        case .noSpace: "diskFull"
        default:
            "cannot\(operation.rawValue.prefix(1).uppercased())\(operation.rawValue.dropFirst())"
        }
    }
}

extension AtRestError: Reason {
    package var kind: VaultError.Kind {
        switch self {
        case .file(let error): error.kind
        case .damaged, .slotsAltered: .damaged
        case .wrongPassphrase: .wrongPassphrase
        case .outOfMemory, .otherVersion, .noFreeSlot, .opensAlready, .tooLarge: .refused
        case .stopped: .interrupted
        }
    }
}

extension JournalError: Reason {
    package var kind: VaultError.Kind {
        switch self {
        case .file(let error): error.kind
        case .damaged: .damaged
        case .mustReopen: .disk
        case .onlyRead, .tooLarge: .refused
        }
    }
}

extension JournalDamage: Reason {
    package var kind: VaultError.Kind { .damaged }
}

extension AgeError: Reason {
    /// The file is refused, unless the passphrase is not its own, or the work was stopped.
    public var kind: VaultError.Kind {
        switch self {
        case .wrongPassphrase: .wrongPassphrase
        case .stopped: .interrupted
        default: .refused
        }
    }
}

extension TarError: Reason {
    package var kind: VaultError.Kind { .refused }
}

extension NoteError: Reason {
    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
}

extension ProofError: Reason {
    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
}

extension BundleError: Reason {
    package var kind: VaultError.Kind { .refused }
}

extension StatementError: Reason {
    package var kind: VaultError.Kind { .refused }
}

extension TestimonyError: Reason {
    package var kind: VaultError.Kind { .refused }
}

extension PassphraseProblem: Reason {
    /// What was given is no passphrase.
    public var kind: VaultError.Kind { .refused }
}

extension EnvelopeError: Reason {
    package var kind: VaultError.Kind { .refused }
}
