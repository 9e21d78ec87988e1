import AtRest
import DurableFiles
package import Outside
import SafeSodium
import SystemPackage

/// Signed notes that came along in bundles, each in a box of its own: a later version may know what they are.
///
/// Source: the page *Bundles and the hand-off folder*, "Notes".
extension Unlocked {
    /// The most notes of a vault: what comes after is passed over.
    private static let maximumNoteCount = 1000

    /// Keeps notes as they are. Those that are here already stay.
    ///
    /// - Throws: ``VaultError``: `disk`, `damaged`.
    package func keep(notes: [[UInt8]]) throws(VaultError) {
        if notes.isEmpty { return }
        try asVault { try files.makeFolder(layout.notes) }
        var here = Set(try asVault { try files.names(in: layout.notes) })
        for note in notes where here.count < Self.maximumNoteCount {
            let name = keys.hiddenName(for: SHA256Hash(of: note).hex)
            guard here.insert(name).inserted else { continue }
            try asVault { try boxes.write("\(VaultLayout.notesName)/\(name)", note.span) }
        }
    }
}
