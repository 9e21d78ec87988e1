package import SystemPackage

/// A file could not be read or written: what was tried, on which path, and what the system said.
package struct FileError: Error, Hashable, Sendable {
    /// What was tried.
    package enum Operation: String, Sendable, CaseIterable {
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
