package import DurableFiles
import SystemPackage

extension FileError {
    /// What happened: what was found, or what was tried and what the system said.
    package var sentence: Sentence {
        if let finding { return finding.sentence(of: place) }
        return switch errno {
        case .noSpace, .diskQuotaExceeded: Sentence("the disk is full: \(failure)")
        case .readOnlyFileSystem: Sentence("the disk cannot be written: \(failure)")
        case .fileTooLarge where operation == .write:
            Sentence("the disk's file system cannot hold so large a file: \(failure)")
        case .interrupted: Sentence("interrupted")
        default: failure
        }
    }

    /// What to do; nil where there is nothing.
    package var hint: Sentence? {
        switch finding {
        case .notFile: return nil
        case .changed: return Sentence("close the program that writes it, then try again")
        case .unmeasured: return Sentence("copy it, and take the copy")
        case nil: break
        }
        return switch errno {
        case .noSpace where !isStream, .diskQuotaExceeded where !isStream:
            Sentence("nothing was lost; make room, then try again")
        case .fileTooLarge where operation == .write:
            Sentence("use a stick that is formatted as exFAT or ext4")
        default: nil
        }
    }

    private var isStream: Bool { path == WritableStream.standardOutputName }

    private var place: Sentence {
        switch path {
        case ReadableFile.standardInputName: Sentence("standard input")
        case WritableStream.standardOutputName: Sentence("standard output")
        default: Sentence("\(path: path)")
        }
    }

    private var failure: Sentence {
        let said = errno.sentence
        return switch operation {
        case .create: Sentence("cannot create \(place): \(said)")
        case .open: Sentence("cannot open \(place): \(said)")
        case .read: Sentence("cannot read \(place): \(said)")
        case .write: Sentence("cannot write \(place): \(said)")
        case .sync: Sentence("cannot sync \(place): \(said)")
        case .rename: Sentence("cannot rename \(place): \(said)")
        case .link: Sentence("cannot link \(place): \(said)")
        case .remove: Sentence("cannot remove \(place): \(said)")
        case .list: Sentence("cannot list \(place): \(said)")
        case .lock: Sentence("cannot lock \(place): \(said)")
        case .truncate: Sentence("cannot truncate \(place): \(said)")
        case .inspect: Sentence("cannot look at \(place): \(said)")
        }
    }
}

extension FileError.Finding {
    fileprivate func sentence(of place: Sentence) -> Sentence {
        switch self {
        case .notFile(.file): Sentence("\(place) is not a file")
        case .notFile(.folder): Sentence("\(place) is a folder, not a file")
        case .notFile(.link): Sentence("\(place) is a link, not a file")
        case .notFile(.pipe): Sentence("\(place) is a pipe, not a file")
        case .notFile(.socket): Sentence("\(place) is a socket, not a file")
        case .notFile(.device): Sentence("\(place) is a device, not a file")
        case .changed: Sentence("\(place) changed while it was read")
        case .unmeasured:
            Sentence("\(place) is no file at rest: the system makes it up as it is read")
        }
    }
}

extension Errno {
    /// What the system says, in words that a catalogue can have; what is rare, in the system's own.
    fileprivate var sentence: Sentence {
        switch self {
        case .diskQuotaExceeded: Sentence("Disk quota exceeded")
        case .fileExists: Sentence("File exists")
        case .fileNameTooLong: Sentence("File name too long")
        case .fileTooLarge: Sentence("File too large")
        case .ioError: Sentence("Input/output error")
        case .isDirectory: Sentence("Is a directory")
        case .noSpace: Sentence("No space left on device")
        case .noSuchFileOrDirectory: Sentence("No such file or directory")
        case .notDirectory: Sentence("Not a directory")
        case .notPermitted: Sentence("Operation not permitted")
        case .permissionDenied: Sentence("Permission denied")
        case .readOnlyFileSystem: Sentence("Read-only file system")
        case .tooManySymbolicLinkLevels: Sentence("Too many levels of symbolic links")
        default: Sentence("\(self)")
        }
    }
}
