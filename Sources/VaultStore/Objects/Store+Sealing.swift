import DurableFiles
package import Outside
import SafeSodium
package import Statements
import SystemPackage

/// Sealed objects on their way from `sealing/` into the journal and to `objects/`.
extension Store {
    /// Takes objects that lie whole in `sealing/`, unfinished by name, and gives them their leaves. Order: contents,
    /// names in `sealing/`, one frame of the journal, names in `objects/`.
    ///
    /// - Parameters:
    ///   - leaves: of the objects.
    ///   - isSynced: whether each object was made durable as it was written; else the file system is synced.
    package mutating func take(
        sealed leaves: [Leaf], isSynced: Bool, _ permission: SigningPermission
    ) throws(VaultError) {
        guard !leaves.isEmpty else { return }
        let names = leaves.map { SealingName($0.kind, $0.object) }
        let (files, folder) = (surroundings.files, layout.sealing)
        try asVault {
            if !isSynced { try files.syncFileSystem(of: folder) }
            for name in names {
                try files.move(
                    folder.appending(name.unfinished), to: folder.appending(name.complete))
            }
            try files.syncFolder(folder)
        }
        try append(leaves, permission)
        try moveToObjects(names)
    }

    private func moveToObjects(_ names: [SealingName]) throws(VaultError) {
        let (files, layout, surroundings) = (surroundings.files, layout, surroundings)
        try asVault {
            for name in names {
                let old = layout.sealing.appending(name.complete)
                do {
                    try files.addName(layout.object(name.id), to: old)
                } catch let error as FileError where error.errno == .fileExists {
                    // A vault that was copied after a crash has two files for what was one.
                    let there = try surroundings.hash(of: layout.object(name.id))
                    guard try surroundings.hash(of: old) == there else {
                        throw StoreReason.otherObjectIsThere(name.id)
                    }
                }
            }
            try files.syncFolder(layout.objects)
            for name in names { try files.remove(layout.sealing.appending(name.complete)) }
            try files.syncFolder(layout.sealing)
        }
    }

    /// Brings what a crash left in `sealing/` to its end: objects with a leaf move to `objects/`;
    /// whole records without one, and the attachments beside them, are adopted; the rest, which
    /// nobody can open, is removed.
    ///
    /// Source: the page *The vault's folder*, "Journal".
    package mutating func settleSealing(_ permission: SigningPermission) throws(VaultError) {
        let (files, layout) = (surroundings.files, layout)
        let found = try asVault { try files.names(in: layout.sealing) }
        if found.isEmpty { return }
        let complete = found.compactMap { SealingName($0) }
        let known = Set(
            complete.isEmpty
                ? [] : try leaves().lazy.map(\.leaf).filter(\.namesObject).map(\.object))
        var orphans = complete.filter { !known.contains($0.id) }
        if !orphans.contains(where: { $0.kind == .sealed }) { orphans = [] }
        try adopt(&orphans, permission)
        let kept = complete.filter { known.contains($0.id) } + orphans
        try moveToObjects(kept)
        let keptNames = Set(kept.map(\.complete))
        try asVault {
            for name in found where !keptNames.contains(name) {
                try files.remove(layout.sealing.appending(name))
            }
        }
    }

    private mutating func adopt(
        _ orphans: inout [SealingName], _ permission: SigningPermission
    ) throws(VaultError) {
        if orphans.isEmpty { return }
        let (surroundings, folder) = (surroundings, layout.sealing)
        orphans.sort { $0.kind == .attached && $1.kind == .sealed }
        var adopted: [Leaf] = []
        for name in orphans {
            let hash = try surroundings.hash(of: folder.appending(name.complete), .adopting)
            adopted.append(Leaf(name.kind, name.id, hash, at: surroundings.now()))
        }
        // Whoever gave them their names may not have come to make those durable.
        try asVault { try surroundings.files.syncFolder(folder) }
        try append(adopted, permission)
        mended.append(.adopted(count: orphans.count { $0.kind == .sealed }))
    }
}
