import AtRest
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
            // From here on a crash is mended by appending exactly these, or none.
            try unlocked.write(promised: unclearPromises + leaves)
            for name in names {
                try files.move(
                    folder.appending(name.unfinished), to: folder.appending(name.complete))
            }
            try files.syncFolder(folder)
        }
        try append(leaves, permission)
        try moveToObjects(names)
        try forgetPromised()
    }

    /// Lets go of what is in the journal by now; what is unclear stays.
    private func forgetPromised() throws(VaultError) {
        if unclearPromises.isEmpty {
            try unlocked.forgetPromised()
        } else {
            try unlocked.write(promised: unclearPromises)
        }
    }

    /// Gives objects their names in `objects/`. One that cannot have it, because another object has, is named, and stays.
    private mutating func moveToObjects(_ names: [SealingName]) throws(VaultError) {
        let (files, layout, surroundings) = (surroundings.files, layout, surroundings)
        var others: [ObjectID] = []
        try asVault {
            for name in names {
                let old = layout.sealing.appending(name.complete)
                do {
                    try files.addName(layout.object(name.id), to: old)
                } catch let error as FileError where error.errno == .fileExists {
                    // A vault that was copied after a crash has two files for what was one.
                    let there = try surroundings.hash(of: layout.object(name.id))
                    if try surroundings.hash(of: old) != there { others.append(name.id) }
                }
            }
            try files.syncFolder(layout.objects)
            for name in names where !others.contains(name.id) {
                try files.remove(layout.sealing.appending(name.complete))
            }
            try files.syncFolder(layout.sealing)
        }
        for id in others { note(VaultError(StoreReason.otherObjectIsThere(id))) }
    }

    /// Brings what a crash left in `sealing/` to its end: objects with a leaf move to `objects/`; a testimony whose leaves
    /// are promised and whose objects are all whole is adopted; other objects, whose key nobody has, are removed. What
    /// lies there beside is named, and left.
    ///
    /// Source: the page *The vault's folder*, "Sealing".
    package mutating func settleSealing(_ permission: SigningPermission) throws(VaultError) {
        let (files, layout) = (surroundings.files, layout)
        var found = Set(try asVault { try files.names(in: layout.sealing) })
        for name in unlocked.promisedNames { found.remove(name) }
        let promised: [[Leaf]]
        do {
            promised = try unlocked.readPromised()
        } catch {
            guard error.kind == .damaged else { throw error }
            // Without it nobody knows which of the objects were promised: they stay.
            note(error)
            return
        }
        if found.isEmpty, promised.isEmpty { return }
        nameForeign(&found)
        let whole = Set(found.compactMap { SealingName($0) })
        let known = Set(try leaves().lazy.map(\.leaf).filter(\.namesObject))
        let knownNames = Set(known.map { SealingName($0.kind, $0.object) })
        var kept = whole.intersection(knownNames).sorted { $0.complete < $1.complete }
        var adopted: [Leaf] = []
        var unclear: [Leaf] = []
        for testimony in promised {
            let names = testimony.map { SealingName($0.kind, $0.object) }
            if !testimony.allSatisfy(known.contains), names.allSatisfy(whole.contains) {
                if try areAsPromised(testimony) {
                    adopted += testimony
                    kept += names
                } else {
                    unclear += testimony
                }
            }
        }
        if !adopted.isEmpty {
            // Whoever gave them their names may not have come to make those durable.
            try asVault { try files.syncFolder(layout.sealing) }
            try append(adopted, permission)
            mended.append(.adopted(count: adopted.count { $0.kind == .sealed }))
        }
        try moveToObjects(kept)
        unclearPromises = unclear
        let staying = Set(
            (kept + unclear.map { SealingName($0.kind, $0.object) }).map(\.complete))
        try asVault {
            for name in found where !staying.contains(name) {
                try files.remove(layout.sealing.appending(name))
            }
        }
        if !promised.isEmpty { try forgetPromised() }
    }

    /// Names what does not belong into `sealing/`, and takes it out of a list.
    private mutating func nameForeign(_ found: inout Set<String>) {
        for name in found.sorted() {
            let path = layout.sealing.appending(name)
            let isFile = (try? surroundings.files.status(of: path))??.kind == .file
            if isFile, SealingName.isOwn(name) || Files.isLeftover(name) { continue }
            found.remove(name)
            mended.append(.foreign(.place("\(VaultLayout.sealingName)/\(name)")))
        }
    }

    /// Whether the objects of a testimony have the SHA-256 of its leaves; those that have not are named.
    private mutating func areAsPromised(_ testimony: [Leaf]) throws(VaultError) -> Bool {
        var areSame = true
        for leaf in testimony {
            let name = SealingName(leaf.kind, leaf.object).complete
            let hash = try surroundings.hash(of: layout.sealing.appending(name), .adopting)
            if hash == leaf.hash { continue }
            areSame = false
            note(
                VaultError(
                    RecordReason.notAsPromised,
                    about: .place("\(VaultLayout.sealingName)/\(name)")))
        }
        return areSame
    }
}

/// The box `sealing/leaves`: the leaves of testimonies whose objects are durable and not in the journal yet. Where something
/// else has that name, the next one serves.
extension Unlocked {
    /// The names that the box may have: plain files alone.
    fileprivate var promisedNames: [String] {
        ["", "-2", "-3"].map { VaultLayout.leavesName + $0 }.filter { name in
            (try? files.status(of: layout.sealing.appending(name)))??.kind == .file
        }
    }

    private func place(_ name: String) -> String { "\(VaultLayout.sealingName)/\(name)" }

    func write(promised leaves: [Leaf]) throws(VaultError) {
        let names = ["", "-2", "-3"].map { VaultLayout.leavesName + $0 }
        let contents = leaves.flatMap(\.encoded)
        try asVault {
            let free = try names.first { name in
                let status = try files.status(of: layout.sealing.appending(name))
                return status == nil || status?.kind == .file
            }
            try boxes.write(place(free ?? names[0]), contents.span)
        }
    }

    /// The leaves of each testimony, its record last.
    func readPromised() throws(VaultError) -> [[Leaf]] {
        var testimonies: [[Leaf]] = []
        for name in promisedNames {
            guard let contents = try asVault({ try boxes.read(place(name)) }) else { continue }
            guard let leaves = try? Leaf.parse(stretch: [UInt8](contents.bytes)) else {
                throw VaultError(AtRestError.damaged(place: place(name)))
            }
            var current: [Leaf] = []
            for leaf in leaves {
                current.append(leaf)
                guard leaf.kind == .sealed else { continue }
                testimonies.append(current)
                current = []
            }
        }
        return testimonies
    }

    /// Where a crash keeps it, it names what the journal has.
    fileprivate func forgetPromised() throws(VaultError) {
        for name in promisedNames {
            try asVault { try files.remove(layout.sealing.appending(name)) }
        }
    }
}
