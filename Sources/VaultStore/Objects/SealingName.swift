package import Statements

/// An object on its way from the sealer to its leaf.
package struct SealingName: Hashable, Sendable {
    package let kind: Leaf.Kind
    package let id: ObjectID

    private static let prefixes = [Leaf.Kind.sealed: "record-", .attached: "attachment-"]

    package init(_ kind: Leaf.Kind, _ id: ObjectID) {
        self.kind = kind
        self.id = id
    }

    /// The id and kind in the name of a whole object; nil for any other name.
    package init?(_ name: String) {
        for (kind, prefix) in Self.prefixes where name.hasPrefix(prefix) {
            guard let id = VaultLayout.objectID(inName: String(name.dropFirst(prefix.count))) else {
                return nil
            }
            self.init(kind, id)
            return
        }
        return nil
    }

    /// Whether a file of this name lies in `sealing/` because an object was being written, and is of no use to anybody
    /// without its leaf.
    package static func isOwn(_ name: String) -> Bool {
        for ending in [".age", ".part", ".part.new"] where name.hasSuffix(ending) {
            return SealingName(name.dropLast(ending.count) + ".age") != nil
        }
        return false
    }

    private var stem: String { "\(Self.prefixes[kind] ?? "")\(id)" }

    /// The whole, durable object.
    package var complete: String { stem + ".age" }
    /// The object before it is known to be durable.
    package var unfinished: String { stem + ".part" }
}
