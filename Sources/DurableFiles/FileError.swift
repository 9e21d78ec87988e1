package import SystemPackage

/// A file could not be read or written: what was tried, on which path, and what the system said.
package struct FileError: Error, Hashable, Sendable {
    /// What was tried.
    package enum Operation: String, Sendable {
        case create, open, read, write, sync, rename, link, remove, list, lock, truncate, inspect
    }

    /// What was found, where it was not the system that failed.
    package enum Finding: Hashable, Sendable {
        /// Something else than a file where a file was wanted.
        case notFile(FileStatus.Kind)
        /// Somebody wrote to it while it was read.
        case changed
        /// It gives more or fewer bytes than its length says, as files do that the system makes up.
        case unmeasured
    }

    package let operation: Operation
    package let path: FilePath
    package let errno: Errno
    package let finding: Finding?

    package init(
        _ operation: Operation, _ path: FilePath, _ errno: Errno, finding: Finding? = nil
    ) {
        self.operation = operation
        self.path = path
        self.errno = errno
        self.finding = finding
    }

    init(_ path: FilePath, _ finding: Finding) {
        let code: Errno = finding == .notFile(.folder) ? .isDirectory : .invalidArgument
        self.init(.read, path, code, finding: finding)
    }
}

extension FileError: CustomStringConvertible {
    /// For people: `cannot write PATH: No space left on device`.
    package var description: String {
        let verb = operation == .inspect ? "look at" : operation.rawValue
        switch finding {
        case nil: return "cannot \(verb) \(path.shown): \(errno)"
        case .notFile(let kind): return "\(path.shown) is a \(kind.rawValue), not a file"
        case .changed: return "\(path.shown) changed while it was read"
        case .unmeasured:
            return "\(path.shown) is no file at rest: the system makes it up as it is read"
        }
    }
}

extension FilePath {
    /// For messages: one line, whatever the name is. What is not UTF-8, and what could move a cursor or hide
    /// text, becomes a mark.
    package var shown: String {
        String(
            String.UnicodeScalarView(
                string.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .surrogate, .privateUse, .lineSeparator,
                        .paragraphSeparator:
                        scalar == "\u{200C}" || scalar == "\u{200D}" ? scalar : "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
