package import DurableFiles
import Synchronization
package import SystemPackage

/// The kernel with faults: every call is counted and kept, and a rule says which of them fail. A
/// call that fails changes nothing; a process that is killed is one for which all later calls fail.
package final class FaultyCalls: SystemCalls {
    package enum Kind: Hashable, Sendable {
        case open, openNameless, read, write, fsync, fsyncFolder, fdatasync, syncfs, truncate
        case startWriteback, finishWriteback
        case statusOfFile, statusOfPath, link, rename, renameReplacing, unlink, makeFolder, names
        case tryLock
    }

    package struct Call: Sendable {
        package let kind: Kind
        /// Among all calls, from 1.
        package let number: Int
        /// Among the calls of its kind, from 1.
        package let numberOfKind: Int
    }

    package typealias Rule = @Sendable (Call) -> Errno?

    private struct State {
        var rule: Rule
        var calls: [Call] = []
        /// Whether each open file is a folder.
        var openFiles: [FileNumber: Bool] = [:]
    }

    private let kernel = Kernel()
    private let byteLimit: Int
    private let state: Mutex<State>

    /// - Parameter byteLimit: the most bytes that one call reads or writes.
    package init(byteLimit: Int = .max, failing rule: @escaping Rule = { _ in nil }) {
        self.byteLimit = byteLimit
        state = Mutex(State(rule: rule))
    }

    /// Fails one call of a kind, or all of them.
    package convenience init(_ kind: Kind, _ code: Errno, number: Int? = nil) {
        self.init { call in
            call.kind == kind && (number ?? call.numberOfKind) == call.numberOfKind ? code : nil
        }
    }

    /// Begins to count anew, under another rule.
    package func restart(failing rule: @escaping Rule) {
        state.withLock {
            $0.rule = rule
            $0.calls = []
        }
    }

    /// The kinds of all calls so far, also of those that failed.
    package var kinds: [Kind] { state.withLock { $0.calls.map(\.kind) } }

    package var openFileCount: Int { state.withLock { $0.openFiles.count } }

    package func count(_ kind: Kind) -> Int { kinds.count { $0 == kind } }

    private func take(_ kind: Kind) throws(Errno) {
        let code = state.withLock { state in
            let call = Call(
                kind: kind, number: state.calls.count + 1,
                numberOfKind: state.calls.count { $0.kind == kind } + 1)
            state.calls.append(call)
            return state.rule(call)
        }
        if let code { throw code }
    }

    private func isFolder(_ file: FileNumber) -> Bool {
        state.withLock { $0.openFiles[file] ?? false }
    }
}

// MARK: The calls, each counted and then made

extension FaultyCalls {
    package func open(_ path: FilePath, flags: Int32, mode: UInt32) throws(Errno) -> FileNumber {
        let (folder, nameless): (Int32, Int32) = (0o200_000, 0o20_000_000)
        let isNameless = flags & nameless != 0
        try take(isNameless ? .openNameless : .open)
        let file = try kernel.open(path, flags: flags, mode: mode)
        state.withLock { $0.openFiles[file] = flags & folder != 0 && !isNameless }
        return file
    }

    package func close(_ file: FileNumber) {
        state.withLock { _ = $0.openFiles.removeValue(forKey: file) }
        kernel.close(file)
    }

    package func read(_ file: FileNumber, into buffer: inout MutableSpan<UInt8>) throws(Errno)
        -> Int
    {
        try take(.read)
        var part = buffer._mutatingExtracting(0..<min(byteLimit, buffer.count))
        return try kernel.read(file, into: &part)
    }

    package func read(
        _ file: FileNumber, at offset: Int64, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        try take(.read)
        var part = buffer._mutatingExtracting(0..<min(byteLimit, buffer.count))
        return try kernel.read(file, at: offset, into: &part)
    }

    package func freeByteCount(of path: FilePath) throws(Errno) -> Int64 {
        try take(.statusOfPath)
        return try kernel.freeByteCount(of: path)
    }

    package func write(_ file: FileNumber, _ bytes: Span<UInt8>) throws(Errno) -> Int {
        try take(.write)
        return try kernel.write(file, bytes.extracting(first: min(byteLimit, bytes.count)))
    }

    package func fsync(_ file: FileNumber) throws(Errno) {
        try take(isFolder(file) ? .fsyncFolder : .fsync)
        try kernel.fsync(file)
    }

    package func fdatasync(_ file: FileNumber) throws(Errno) {
        try take(.fdatasync)
        try kernel.fdatasync(file)
    }

    package func syncfs(_ file: FileNumber) throws(Errno) {
        try take(.syncfs)
        try kernel.syncfs(file)
    }

    package func truncate(_ file: FileNumber, to byteCount: Int64) throws(Errno) {
        try take(.truncate)
        try kernel.truncate(file, to: byteCount)
    }

    package func startWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        try take(.startWriteback)
        try kernel.startWriteback(file, range)
    }

    package func finishWriteback(_ file: FileNumber, _ range: Range<Int64>) throws(Errno) {
        try take(.finishWriteback)
        try kernel.finishWriteback(file, range)
    }

    package func forgetCache(_ file: FileNumber, _ range: Range<Int64>?) {
        kernel.forgetCache(file, range)
    }

    package func status(_ file: FileNumber) throws(Errno) -> FileStatus {
        try take(.statusOfFile)
        return try kernel.status(file)
    }

    package func status(of path: FilePath) throws(Errno) -> FileStatus {
        try take(.statusOfPath)
        return try kernel.status(of: path)
    }

    package func statusFollowingLinks(of path: FilePath) throws(Errno) -> FileStatus {
        try take(.statusOfPath)
        return try kernel.statusFollowingLinks(of: path)
    }

    package func wait(
        _ file: FileNumber, for readiness: Readiness, milliseconds: Int32
    ) throws(Errno) -> Bool {
        try kernel.wait(file, for: readiness, milliseconds: milliseconds)
    }

    package func components(in folder: FilePath) throws(Errno) -> [FilePath.Component] {
        try take(.names)
        return try kernel.components(in: folder)
    }

    package func link(_ file: FileNumber, to path: FilePath) throws(Errno) {
        try take(.link)
        try kernel.link(file, to: path)
    }

    package func rename(_ old: FilePath, to new: FilePath, replacing: Bool) throws(Errno) {
        try take(replacing ? .renameReplacing : .rename)
        try kernel.rename(old, to: new, replacing: replacing)
    }

    package func unlink(_ path: FilePath) throws(Errno) {
        try take(.unlink)
        try kernel.unlink(path)
    }

    package func changeMode(of path: FilePath, to mode: UInt32) throws(Errno) {
        try take(.makeFolder)
        try kernel.changeMode(of: path, to: mode)
    }

    package func makeFolder(_ path: FilePath, mode: UInt32) throws(Errno) {
        try take(.makeFolder)
        try kernel.makeFolder(path, mode: mode)
    }

    package func names(in folder: FilePath) throws(Errno) -> [String] {
        try take(.names)
        return try kernel.names(in: folder)
    }

    package func tryLock(_ file: FileNumber) throws(Errno) -> Bool {
        try take(.tryLock)
        return try kernel.tryLock(file)
    }
}
