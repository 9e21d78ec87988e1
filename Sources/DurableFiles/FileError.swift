package import SystemPackage

/// A file could not be read or written: what was tried, on which path, and what the system said.
package struct FileError: Error, Hashable, Sendable {
    /// What was tried.
    package enum Operation: String, Sendable {
        case create, open, read, write, sync, rename, link, remove, list, lock, truncate, inspect
    }

    package let operation: Operation
    package let path: FilePath
    package let errno: Errno

    package init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }
}

extension FileError: CustomStringConvertible {
    /// For people: `cannot write PATH: No space left on device`.
    package var description: String {
        let verb = operation == .inspect ? "look at" : operation.rawValue
        return "cannot \(verb) \(path): \(errno)"
    }
}
