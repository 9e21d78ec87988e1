/// How far some long work is.
public struct WorkProgress: Hashable, Sendable {
    /// What takes its time.
    public enum Work: String, Sendable, CaseIterable {
        /// A pipe, or another command that holds the vault, is waited for.
        case waiting
        /// A passphrase is worked on, which takes seconds and has no bytes to count.
        case unlocking
        /// The same for a passphrase that is new.
        case deriving
        /// Testimonies are sealed.
        case sealing
        /// What a crash left whole gets its entry in the journal.
        case adopting
        /// Records are read.
        case reading
        /// An original is written out.
        case opening
        /// Bundles are looked at, before anything is signed.
        case looking
        /// A bundle is taken in.
        case takingIn
        /// A bundle is written.
        case handingOff
        /// A bundle that was written is read again.
        case readingBack
        /// Bytes are compared with their hash.
        case checking
        /// A plain age file is encrypted.
        case encrypting
        /// A plain age file is decrypted.
        case decrypting
        /// A plain age file is looked at.
        case inspecting
    }

    /// What is being done.
    public let work: Work
    /// Bytes done.
    public let byteCount: Int64
    /// Bytes in all; nil where that is not known.
    public let totalByteCount: Int64?

    package init(_ work: Work, _ byteCount: Int64, of totalByteCount: Int64?) {
        self.work = work
        self.byteCount = byteCount
        self.totalByteCount = totalByteCount
    }
}
