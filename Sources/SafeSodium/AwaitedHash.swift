import Glibc
import Synchronization

/// One password hash on a thread of its own, and whoever waits for it.
///
/// A class, because two threads hold it: the one that computes, and the one that waits, which may leave first.
@safe
final class AwaitedHash: Sendable {
    /// Fills 32 bytes from an input; false where there is no memory for it.
    typealias Hash = @Sendable (borrowing SecretBytes, UnsafeMutablePointer<UInt8>) -> Bool

    private static let looksEveryMicroseconds: UInt32 = 10_000

    private let input: SecretBytes
    private let hash: Hash
    private let output = Mutex<SecretBytes?>(nil)
    private let isFinished = Atomic(false)

    private init(_ input: consuming SecretBytes, _ hash: @escaping Hash) {
        self.input = input
        unsafe self.hash = hash
    }

    /// Computes 32 bytes from a copy of `input`.
    ///
    /// - Throws: ``PasswordHashFailure``: `stopped` where `isWanted` gave false before it was ready.
    static func run(
        over input: Span<UInt8>, while isWanted: () -> Bool, _ hash: @escaping Hash
    ) throws(PasswordHashFailure) -> SecretBytes {
        guard isWanted() else { throw .stopped }
        let work = unsafe AwaitedHash(SecretBytes(copying: input), hash)
        if !work.startThread() { work.compute() }
        while !work.isFinished.load(ordering: .acquiring) {
            usleep(looksEveryMicroseconds)  // a signal ends it early
            guard isWanted() else { throw .stopped }
        }
        guard let key = work.take() else { throw .outOfMemory }
        return key
    }

    /// A thread that hears no signals: those are for the one that waits. It writes to no file, not even a queue's.
    private func startThread() -> Bool {
        var (all, before) = (sigset_t(), sigset_t())
        var thread = pthread_t()
        // SAFETY: the thread takes over the reference that is passed, or it is given back here.
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let passed = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { work in
                guard let work = unsafe work else { return nil }
                unsafe Unmanaged<AwaitedHash>.fromOpaque(work).takeRetainedValue().compute()
                return nil
            }, passed.toOpaque())
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        if code == 0 { pthread_detach(thread) } else { unsafe passed.release() }
        return code == 0
    }

    private func compute() {
        var key = SecretBytes(byteCount: 32)
        var target = key.mutableBytes
        // SAFETY: the key has room for 32 bytes.
        let isDone = unsafe target.withPointer { unsafe hash(input, $0) }
        if isDone { keep(key) }
        isFinished.store(true, ordering: .releasing)
    }

    private func keep(_ key: consuming SecretBytes) {
        var key: SecretBytes? = consume key
        output.withLock { $0 = key.take() }
    }

    private func take() -> SecretBytes? {
        output.withLock { $0.take() }
    }
}
