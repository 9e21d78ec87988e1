package import Statements
import TransparencyLog

/// A piece of an object that is too large for one bundle.
///
/// ```
/// pieces/<32 hex>/<offset>-<total>      in bytes, decimal
/// ```
/// Pieces are cut at multiples of 1 MiB, so that those of different carriers join. Source: the page *Bundles and the
/// hand-off folder*, "Pieces".
package struct ObjectPiece: Hashable, Sendable {
    /// Where pieces are cut: 1 MiB.
    package static let unit: UInt64 = 1 << 20

    package let object: ObjectID
    /// Where the piece begins in the object.
    package let offset: UInt64
    /// How long the object is.
    package let total: UInt64

    /// nil where no piece of such an object begins there.
    package init?(of object: ObjectID, offset: UInt64, total: UInt64) {
        guard offset.isMultiple(of: Self.unit), offset < total,
            total <= BundleEntry.maximumObjectByteCount
        else { return nil }
        self.object = object
        self.offset = offset
        self.total = total
    }

    /// Whether a piece may have so many bytes: whole units, but at the end of the object, and not all of it.
    package func allows(byteCount: UInt64) -> Bool {
        guard byteCount > 0, byteCount < total, byteCount <= total - offset else { return false }
        return byteCount.isMultiple(of: Self.unit) || byteCount == total - offset
    }

    /// The pieces of an object, each of at most `limit` bytes, and at least one unit; none where the object fits as it is.
    package static func cut(
        _ object: ObjectID, byteCount total: UInt64, limit: UInt64
    ) -> [(piece: ObjectPiece, byteCount: UInt64)] {
        let step = max(min(limit, BundleEntry.maximumObjectByteCount) / unit, 1) * unit
        guard total > step else { return [] }
        precondition(total <= BundleEntry.maximumObjectByteCount, "no object is so large")
        return stride(from: 0, to: total, by: Int(step)).compactMap { offset in
            ObjectPiece(of: object, offset: offset, total: total).map {
                ($0, min(step, total - offset))
            }
        }
    }

    private static let prefix = "pieces/"

    var name: String { "\(Self.prefix)\(object)/\(offset)-\(total)" }

    init?(name: some StringProtocol) {
        guard name.hasPrefix(Self.prefix) else { return nil }
        let words = name.dropFirst(Self.prefix.count)
            .split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let object = ObjectID(hex: words[0]) else { return nil }
        let numbers = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, let offset = UInt64(strictDecimal: numbers[0]),
            let total = UInt64(strictDecimal: numbers[1])
        else { return nil }
        self.init(of: object, offset: offset, total: total)
    }
}
