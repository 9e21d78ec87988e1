import DurableFiles
import Statements
import SystemPackage
import TransparencyLog
import VaultStore

/// A record that lies in this vault, and what the logs say of it.
struct KnownRecord {
    let id: ObjectID
    let path: FilePath
    /// From which device it came.
    let device: String
    /// Where the device's log names it.
    let entry: Entry?

    /// A leaf, and how far its log is vouched for.
    struct Entry {
        let leaf: Leaf
        let index: UInt64
        let logSize: UInt64
        /// When this vault cosigned a head that covers the leaf.
        let cosignedAt: Timestamp?
        /// How the log contradicts itself here; nil where this vault signed for the entry before that.
        let fault: LogFault?
    }
}
