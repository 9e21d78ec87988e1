package import Outside
package import SafeSodium
package import Statements
package import SystemPackage
import Testimony

/// Objects that enrolled coordinators have sealed anew for others, as their logs say.
///
/// Source: the page *Records and attachments*, "Sealed anew".
package struct Resealings: Sendable {
    private struct Object: Hashable {
        let id: ObjectID
        let hash: SHA256Hash
    }

    private var sealers: [Object: Card] = [:]

    /// Nothing was sealed anew, or nobody has looked.
    package init() {}

    /// - Parameter logs: of enrolled coordinators.
    package init(_ logs: [(owner: Card, log: KnownLog)]) {
        for (owner, log) in logs {
            for piece in log.pieces {
                for leaf in piece.leaves where leaf.kind == .resealed && !leaf.needsNewer {
                    sealers[Object(id: leaf.object, hash: leaf.hash)] = owner
                }
            }
        }
    }

    /// Who sealed an object so; nil where nobody did.
    package func sealer(of id: ObjectID, hash: SHA256Hash) -> Card? {
        sealers[Object(id: id, hash: hash)]
    }
}

extension Store {
    /// What the enrolled coordinators, whose logs came here, have sealed anew.
    ///
    /// - Throws: ``VaultError`` of the kind `disk`. A copy that is damaged is noted, and says nothing.
    private mutating func resealings() throws(VaultError) -> Resealings {
        var logs: [(owner: Card, log: KnownLog)] = [(card, try log())]
        for person in people.coordinators {
            guard let copy = try copy(of: person) else { continue }
            logs.append((person.card, copy.log))
        }
        return Resealings(logs)
    }

    /// Opens a record as its recorder sealed it, or as a coordinator sealed it anew for this vault. What coordinators have
    /// sealed anew is looked up only where that matters.
    ///
    /// - Throws: as ``RecordOpener/record(_:at:device:leaf:resealings:)``; `disk`.
    package mutating func openRecord(
        _ id: ObjectID, at path: FilePath, device: String?, leaf: Leaf?
    ) throws(VaultError) -> RecordOpener.Opened {
        let opener = unlocked.recordOpener(people)
        do {
            let opened = try opener.record(id, at: path, device: device, leaf: leaf)
            guard let leaf, opened.hash != leaf.hash else { return opened }
        } catch {
            guard leaf != nil, error.reason as? TestimonyError == .notAddressed else { throw error }
        }
        return try opener.record(
            id, at: path, device: device, leaf: leaf, resealings: try resealings())
    }
}

extension RecordOpener.Opened {
    /// Whether it is the object that a leaf names, or that object sealed anew.
    package func isNamed(by leaf: Leaf) -> Bool { hash == leaf.hash || sharer != nil }
}
