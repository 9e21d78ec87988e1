import Dispatch
import Glibc
import Synchronization

/// Runs tasks on all cores, and lends each a cipher of its own. There is one for each payload.
///
/// A class, because tasks on several threads use it.
final class ChunkWorkers: Sendable {
    private let key: SecretBytes
    private let idleCiphers = Mutex<[ChunkCipher]>([])

    /// How many batches of a megabyte there are at most: two for each core, and some that are read,
    /// written or waiting, so that the cores have work while the disk takes its time.
    static let batchCount = 2 * min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 2), 16) + 8

    init(key: consuming SecretBytes) {
        precondition(key.byteCount == 32, "a payload key is 32 bytes")
        self.key = key
    }

    /// Runs the next step of a batch.
    func run(_ batch: ChunkBatch, _ task: @escaping @Sendable () -> Void) {
        if batch.isAlone {
            task()
        } else {
            DispatchQueue.global(qos: .userInitiated).async(execute: task)
        }
    }

    /// Lends a cipher that nobody else uses meanwhile.
    func withCipher(_ body: (ChunkCipher) -> Void) {
        let cipher = idleCiphers.withLock { $0.popLast() } ?? ChunkCipher(key: key)
        body(cipher)
        idleCiphers.withLock { $0.append(cipher) }
    }
}

/// Hashes what each batch holds, in the order of the batches, in whichever order they come: on the
/// thread that brings the next one.
///
/// A class, because several threads bring batches.
final class HashingLane: Sendable {
    private struct State {
        var nextIndex: UInt64 = 0
        var waiting: [UInt64: ChunkBatch] = [:]
        var isRunning = false
    }

    private let state = Mutex(State())
    private let hasher = Mutex(SHA256Hasher())
    private let hash: @Sendable (ChunkBatch, inout SHA256Hasher) -> Void
    private let next: @Sendable (ChunkBatch) -> Void

    /// - Parameters:
    ///   - hash: hashes what there is to hash in a batch.
    ///   - next: what becomes of the batch then.
    init(
        _ hash: @escaping @Sendable (ChunkBatch, inout SHA256Hasher) -> Void,
        then next: @escaping @Sendable (ChunkBatch) -> Void
    ) {
        self.hash = hash
        self.next = next
    }

    func update(_ bytes: Span<UInt8>) {
        hasher.withLock { $0.update(bytes) }
    }

    /// The hash of all that came so far, when nothing is being worked on.
    func finalize() -> SHA256Hash {
        hasher.withLock { $0.finalize() }
    }

    func add(_ batch: ChunkBatch) {
        var current = state.withLock { state -> ChunkBatch? in
            state.waiting[batch.firstIndex] = batch
            return state.isRunning ? nil : Self.take(&state)
        }
        while let batch = current {
            hasher.withLock { hash(batch, &$0) }
            next(batch)
            current = state.withLock { Self.take(&$0) }
        }
    }

    private static func take(_ state: inout State) -> ChunkBatch? {
        let batch = state.waiting.removeValue(forKey: state.nextIndex)
        state.isRunning = batch != nil
        if batch != nil { state.nextIndex += UInt64(ChunkFormat.batchChunkCount) }
        return batch
    }
}
