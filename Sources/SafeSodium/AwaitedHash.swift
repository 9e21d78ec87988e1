import Dispatch
import Synchronization

/// One password hash on a thread of its own, and whoever waits for it.
///
/// A class, because two threads hold it: the one that computes, and the one that waits, which may leave first.
final class AwaitedHash: Sendable {
    /// Fills 32 bytes from an input; false where there is no memory for it.
    typealias Hash = @Sendable (borrowing SecretBytes, UnsafeMutablePointer<UInt8>) -> Bool

    private static let lookInterval = DispatchTimeInterval.milliseconds(50)

    private let input: SecretBytes
    private let output = Mutex<SecretBytes?>(nil)
    private let isFinished = DispatchSemaphore(value: 0)

    private init(_ input: consuming SecretBytes) {
        self.input = input
    }

    /// Computes 32 bytes from a copy of `input`.
    ///
    /// - Throws: ``PasswordHashFailure``: `stopped` where `isWanted` gave false before it was ready.
    static func run(
        over input: Span<UInt8>, while isWanted: () -> Bool, _ hash: @escaping Hash
    ) throws(PasswordHashFailure) -> SecretBytes {
        guard isWanted() else { throw .stopped }
        let work = AwaitedHash(SecretBytes(copying: input))
        DispatchQueue.global(qos: .userInitiated).async { unsafe work.compute(hash) }
        while work.isFinished.wait(timeout: .now() + lookInterval) == .timedOut {
            guard isWanted() else { throw .stopped }
        }
        guard let key = work.take() else { throw .outOfMemory }
        return key
    }

    private func compute(_ hash: Hash) {
        var key = SecretBytes(byteCount: 32)
        var target = key.mutableBytes
        // SAFETY: the key has room for 32 bytes.
        let isDone = unsafe target.withPointer { unsafe hash(input, $0) }
        if isDone { keep(key) }
        isFinished.signal()
    }

    private func keep(_ key: consuming SecretBytes) {
        var key: SecretBytes? = consume key
        output.withLock { $0 = key.take() }
    }

    private func take() -> SecretBytes? {
        output.withLock { $0.take() }
    }
}
