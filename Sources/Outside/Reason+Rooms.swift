public import AgeFile
package import AtRest
package import DurableFiles
package import Envelope
package import Handoff
package import Journal
public import Passphrases
import Statements
import SystemPackage
package import Testimony

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
}

extension AtRestError: Reason {
    package var kind: VaultError.Kind {
        switch self {
        case .file(let error): error.kind
        case .damaged, .slotsAltered: .damaged
        case .wrongPassphrase: .wrongPassphrase
        case .outOfMemory, .otherVersion, .noFreeSlot, .opensAlready: .refused
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
        case .tooLarge: .refused
        }
    }
}

extension AgeError: Reason {
    /// The file is refused, unless the work was stopped.
    public var kind: VaultError.Kind {
        if case .stopped = self { .interrupted } else { .refused }
    }
}

extension BundleError: Reason {
    package var kind: VaultError.Kind { .refused }
}

extension StatementError: Reason {
    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
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
