import AtRest
import DurableFiles
package import Outside
import SafeSodium
import SystemPackage

/// Signed notes that came along in bundles, each in a box of its own: a later version may know what they are.
///
/// Source: the page *Bundles and the hand-off folder*, "Notes".
extension Unlocked {
    /// The most notes of a vault, and the most bytes of them: what comes after is passed over.
    private static let noteLimits = (count: 1000, bytes: Int64(64 << 20))

    /// Keeps notes as they are. Those that are here already stay.
    ///
    /// - Throws: ``VaultError``: `disk`, `damaged`.
    package func keep(notes: [[UInt8]]) throws(VaultError) {
        if notes.isEmpty { return }
        try asVault { try files.makeFolder(layout.notes) }
        var here = Set(try asVault { try files.names(in: layout.notes) })
        var byteCount: Int64 = 0
        for name in here {
            byteCount +=
                try asVault { try files.status(of: layout.notes.appending(name)) }?
                .byteCount ?? 0
        }
        for note in notes where here.count < Self.noteLimits.count {
            let name = keys.hiddenName(for: SHA256Hash(of: note).hex)
            guard byteCount + Int64(note.count) <= Self.noteLimits.bytes,
                here.insert(name).inserted
            else { continue }
            byteCount += Int64(note.count)
            try asVault { try boxes.write("\(VaultLayout.notesName)/\(name)", note.span) }
        }
    }
}
