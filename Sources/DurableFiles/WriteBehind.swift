import SystemPackage

/// Sends the bytes of a long file to the disk while more of it is made, so that the sync at the
/// end has little left to do, and the file does not push everything else out of memory.
///
/// It makes nothing durable: only the sync does, and it must not be left out. Files of less than
/// 8 MiB are left alone.
struct WriteBehind {
    private static let stepByteCount: Int64 = 1 << 20
    private static let maximumLag: Int64 = 8 << 20

    /// Bytes that are on their way to the disk, from the first on.
    private var startedByteCount: Int64 = 0
    /// Bytes that the disk has taken.
    private var finishedByteCount: Int64 = 0
    /// Whether the file system knows no such calls.
    private var isOff = false

    /// To be called after bytes were written, with the length of the file.
    ///
    /// - Throws: what the disk says to the bytes so far; it counts as a failed sync.
    mutating func follow(
        _ file: FileNumber, to byteCount: Int64, _ calls: some SystemCalls
    ) throws(Errno) {
        guard byteCount >= Self.maximumLag, !isOff else { return }
        do {
            while byteCount - startedByteCount >= Self.stepByteCount {
                try calls.startWriteback(file, Self.step(from: startedByteCount))
                startedByteCount += Self.stepByteCount
                guard startedByteCount - finishedByteCount > Self.maximumLag else { continue }
                try calls.finishWriteback(file, Self.step(from: finishedByteCount))
                calls.forgetCache(file, Self.step(from: finishedByteCount))
                finishedByteCount += Self.stepByteCount
            }
        } catch {
            // Only the first call tells whether there are such calls; a later one speaks of the bytes.
            let isUnknown = [
                Errno.invalidArgument, .noFunction, .notSupported, .illegalSeek,
            ].contains(error)
            guard isUnknown, startedByteCount == 0 else { throw error }
            isOff = true
        }
    }

    private static func step(from start: Int64) -> Range<Int64> {
        start..<(start + stepByteCount)
    }
}
