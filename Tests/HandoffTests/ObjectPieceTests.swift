import Statements
import TestSupport
import Testing

@testable import Handoff

@Suite("Cutting objects into pieces")
struct ObjectPieceTests {
    static let unit: UInt64 = 1 << 20

    /// Around the multiples of 1 MiB, and elsewhere.
    static let totals: [UInt64] = {
        var totals: [UInt64] = [1, 2, 1000, unit / 2, 7 * unit + unit / 2, 200 * unit + 1]
        for count in 1...4 as ClosedRange<UInt64> {
            let multiple = count * unit
            totals += [multiple - 1, multiple, multiple + 1]
        }
        return totals
    }()

    static let limits: [UInt64] = {
        var limits: [UInt64] = [0, 1, 1000, 3 * unit + 5, 1 << 30, 1 << 46]
        for count in 1...3 as ClosedRange<UInt64> {
            let multiple = count * unit
            limits += [multiple - 1, multiple, multiple + 1]
        }
        return limits
    }()

    /// Checks that the pieces of an object are those of the page, and cover it once.
    func check(_ total: UInt64, _ limit: UInt64) {
        let cuts = ObjectPiece.cut(Samples.id(1), byteCount: total, limit: limit)
        let words = "\(total) bytes, at most \(limit)"
        // As many whole units as the limit holds, and at least one.
        var step = Self.unit
        while step + Self.unit <= limit, step < total { step += Self.unit }
        // An object that fits is sent as one, and not as a piece.
        guard total > step else {
            #expect(cuts.isEmpty, "\(words)")
            return
        }
        #expect(UInt64(cuts.count) == (total + step - 1) / step, "\(words)")
        var end: UInt64 = 0
        for (piece, byteCount) in cuts {
            #expect(piece.object == Samples.id(1) && piece.total == total, "\(words)")
            #expect(piece.offset == end && piece.offset.isMultiple(of: Self.unit), "\(words)")
            #expect(byteCount > 0 && byteCount <= max(limit, Self.unit), "\(words)")
            #expect(ObjectPiece(name: piece.name) == piece, "\(words)")
            #expect(piece.allows(byteCount: byteCount), "\(words)")
            end += byteCount
        }
        #expect(end == total, "\(words)")
        for (_, byteCount) in cuts.dropLast() { #expect(byteCount == step, "\(words)") }
    }

    @Test(
        "pieces cover an object from its first byte to its last, each as a bundle may hold it",
        arguments: totals, limits)
    func cuts(total: UInt64, limit: UInt64) {
        check(total, limit)
    }

    @Test("an object of nothing has no pieces", arguments: limits)
    func nothing(limit: UInt64) {
        #expect(ObjectPiece.cut(Samples.id(1), byteCount: 0, limit: limit).isEmpty)
    }

    @Test("any object with any limit is covered")
    func property() {
        var generator = SeededGenerator(for: "cuts of objects")
        for _ in 0..<50 {
            let total = UInt64.random(in: 1...(64 * Self.unit), using: &generator)
            let near = total / Self.unit * Self.unit + UInt64.random(in: 0...2, using: &generator)
            let limit = UInt64.random(in: 0...(20 * Self.unit), using: &generator)
            check(total, limit)
            check(max(near, 2) - 1, limit)
        }
    }

    @Test("pieces that were cut at different limits begin and end at the same places, and join")
    func differentLimits() {
        var generator = SeededGenerator(for: "pieces of different carriers")
        for _ in 0..<100 {
            let total = UInt64.random(in: (10 * Self.unit)...(64 * Self.unit), using: &generator)
            var end: UInt64 = 0
            // Each carrier goes on where the one before ended.
            while end < total {
                let limit = UInt64.random(in: 0...(9 * Self.unit), using: &generator)
                let cuts = ObjectPiece.cut(Samples.id(1), byteCount: total, limit: limit)
                let covering = cuts.first { $0.piece.offset + $0.byteCount > end }
                guard let covering else {
                    Issue.record("no piece of \(total) bytes holds byte \(end)")
                    return
                }
                #expect(covering.piece.offset <= end)
                let reached = covering.piece.offset + covering.byteCount
                #expect(reached == total || reached.isMultiple(of: Self.unit))
                end = reached
            }
            #expect(end == total)
        }
    }
}
