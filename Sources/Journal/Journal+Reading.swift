import Dispatch
import Synchronization
package import TransparencyLog

extension Journal {
    /// Goes through all entries in order, and checks each: its frame, its number, and that its
    /// leaves give size and root of its checkpoint; in a device's own journal also that it goes on where
    /// the one before it ended. It does not check signatures. Damage is stepped over and named, and
    /// what lies after it is read.
    ///
    /// - Parameters:
    ///   - prepare: called for each entry on any core, with the state after it.
    ///   - body: called with what `prepare` gave, in order.
    /// - Returns: what is damaged.
    /// - Throws: ``JournalError/file(_:)`` where the disk does not give a file.
    package borrowing func forEachEntry<Prepared: Sendable>(
        preparing prepare: @Sendable (JournalEntry, Frontier) -> Prepared,
        _ body: (Prepared) -> Void
    ) throws(JournalError) -> [JournalDamage] {
        var pass = ReadingPass(place, log, expected: head.forgottenCount)
        for number in head.firstSegment...head.segment {
            let end = number == head.segment ? Int(head.end) : nil
            try pass.read(number, end: end, preparing: prepare, body)
        }
        return pass.finish(head)
    }

    /// Goes through all entries in order.
    ///
    /// - Parameter body: called with each entry, and the frontier after it.
    /// - Returns, throws: as ``forEachEntry(preparing:_:)``.
    package borrowing func forEachEntry(
        _ body: (JournalEntry, Frontier) -> Void
    ) throws(JournalError) -> [JournalDamage] {
        try forEachEntry(preparing: { ($0, $1) }) { body($0.0, $0.1) }
    }
}

/// One pass through the segments of a journal.
private struct ReadingPass {
    private let place: JournalPlace
    private let log: String
    private var damage: [JournalDamage] = []
    /// The index of the first leaf that the next entry has to bring.
    private var expected: UInt64
    /// After the last entry that was read; nil after damage, and at the start.
    private var last: Frontier?
    private var nextFrame: UInt64?

    init(_ place: JournalPlace, _ log: String, expected: UInt64) {
        self.place = place
        self.log = log
        self.expected = expected
    }

    /// What became of a frame.
    private enum Outcome<Prepared: Sendable>: Sendable {
        case entry(start: Frontier, end: Frontier, Prepared)
        case broken(JournalFlaw)
    }

    mutating func read<Prepared: Sendable>(
        _ number: UInt64, end: Int?,
        preparing prepare: @Sendable (JournalEntry, Frontier) -> Prepared,
        _ body: (Prepared) -> Void
    ) throws(JournalError) {
        let segment = try place.readSegment(number)
        if let flaw = place.flaw(inHeader: segment, of: number) {
            add(place.damage(number, 0, flaw))
        }
        let first: UInt64
        switch Segment.header(of: segment) {
        case .whole(number, let firstFrame):
            if let nextFrame, nextFrame != firstFrame {
                add(place.damage(number, Int64(Segment.headerByteCount), .framesMissing))
            }
            first = firstFrame
        case .whole:
            nextFrame = nil
            return
        case .broken:
            // The frames may be whole all the same.
            guard segment.count > Segment.headerByteCount else {
                nextFrame = nil
                return
            }
            first = nextFrame ?? 0
        }
        if end.map({ segment.count < $0 }) ?? false {
            add(place.damage(number, Int64(segment.count), .segmentCut))
        }
        let end = min(end ?? segment.count, segment.count)
        var (offset, frame) = (Segment.headerByteCount, first)
        while offset < end {
            let bounds = Self.bounds(of: segment, from: offset, to: end)
            let (firstFrame, place, log) = (frame, place, log)
            let outcomes = Self.mapInParallel(bounds, byteCount: end - offset) { index, start in
                Self.outcome(
                    segment, start, end, firstFrame + UInt64(index), place, log, prepare)
            }
            var resume: (offset: Int, frame: UInt64)?
            for (index, outcome) in outcomes.enumerated() {
                switch outcome {
                case .entry(let start, let reached, let prepared):
                    take(start, reached, number, bounds[index])
                    body(prepared)
                case .broken(let flaw):
                    add(place.damage(number, Int64(bounds[index]), flaw))
                    // Where the length is right, the next frame follows.
                    if index + 1 < outcomes.count, case .entry = outcomes[index + 1] { continue }
                    resume = Self.nextWhole(
                        segment, past: bounds[index], to: end, after: frame + UInt64(index),
                        place, log)
                    resume = resume ?? (end, frame + UInt64(index) + 1)
                }
                if resume != nil { break }
            }
            (offset, frame) = resume ?? (end, frame + UInt64(outcomes.count))
        }
        nextFrame = frame
    }

    private mutating func take(_ start: Frontier, _ end: Frontier, _ number: UInt64, _ offset: Int)
    {
        defer {
            expected = max(expected, end.size)
            last = end
        }
        guard place.isGapless else { return }
        if start.size > expected {
            lose(expected..<start.size, number, offset)
        } else if start.size < expected || last.map({ $0 != start }) ?? false {
            add(place.damage(number, Int64(offset), .notContinued))
        }
    }

    /// Says which entries are lost: those that the last damage held, or a whole stretch that is not there.
    private mutating func lose(_ entries: Range<UInt64>, _ number: UInt64, _ offset: Int) {
        if last == nil, !damage.isEmpty {
            damage[damage.count - 1].entries = entries
        } else {
            var found = place.damage(number, Int64(offset), .entriesMissing)
            found.entries = entries
            damage.append(found)
        }
    }

    private mutating func add(_ found: JournalDamage) {
        var found = found
        found.entries = expected..<expected
        damage.append(found)
        last = nil
    }

    /// Compares what was read with the head.
    mutating func finish(_ head: JournalHead) -> [JournalDamage] {
        guard place.isGapless else { return damage }
        let size = head.state.frontier.size
        if let last, last == head.state.frontier, nextFrame == head.nextFrame { return damage }
        if last == nil, !damage.isEmpty {
            // What was damaged was the last of it.
            damage[damage.count - 1].entries = min(expected, size)..<size
        } else {
            add(place.damage(head.segment, head.end, .headOfOtherEntries))
        }
        return damage
    }

    // MARK: Frames

    /// Where frames begin, as their lengths say, up to one that cannot be.
    private static func bounds(of segment: [UInt8], from offset: Int, to end: Int) -> [Int] {
        var bounds: [Int] = []
        var offset = offset
        while offset < end {
            bounds.append(offset)
            guard let byteCount = Frame.byteCount(at: offset, in: segment, end: end) else { break }
            offset += byteCount
        }
        return bounds
    }

    private static func outcome<Prepared: Sendable>(
        _ segment: [UInt8], _ offset: Int, _ end: Int, _ number: UInt64, _ place: JournalPlace,
        _ log: String, _ prepare: (JournalEntry, Frontier) -> Prepared
    ) -> Outcome<Prepared> {
        switch Frame.read(
            segment, at: offset, end: end, number: number, log: log, keys: place.keys)
        {
        case .end: return .broken(.frameMissing)
        case .broken(let flaw): return .broken(flaw)
        case .entry(let bytes, _):
            guard let entry = JournalEntry(parsing: bytes) else { return .broken(.entryAltered) }
            guard let state = entry.state(ofLog: log) else { return .broken(.otherCheckpoint) }
            return .entry(
                start: entry.start, end: state.frontier, prepare(entry, state.frontier))
        }
    }

    /// The next place after damage at which a whole frame of a later number lies.
    private static func nextWhole(
        _ segment: [UInt8], past offset: Int, to end: Int, after frame: UInt64,
        _ place: JournalPlace, _ log: String
    ) -> (offset: Int, frame: UInt64)? {
        // What lies there may be made to keep us busy: a limit on the bytes that are looked at.
        var budget = 256 << 20
        for candidate in offset + 1..<max(end, offset + 1) {
            guard let byteCount = Frame.byteCount(at: candidate, in: segment, end: end) else {
                continue
            }
            // Each frame that was passed over has its prefix, nonce, tag and an entry of 17 bytes at least.
            let most = UInt64((candidate - offset) / 65 + 1)
            numbers: for number in frame + 1...frame + most {
                budget -= byteCount + 256
                guard budget > 0 else { return nil }
                switch Frame.read(
                    segment, at: candidate, end: end, number: number, log: log, keys: place.keys)
                {
                case .entry: return (candidate, number)
                // Only where the checksum fits is it worth to try other numbers.
                case .broken(.otherFrame): continue
                case .broken, .end: break numbers
                }
            }
        }
        return nil
    }

    /// Runs a function over places, on all cores where there is much to do; the results are in order.
    private static func mapInParallel<Result: Sendable>(
        _ places: [Int], byteCount: Int, _ body: @Sendable (Int, Int) -> Result
    ) -> [Result] {
        let workers = 8
        guard byteCount > 128 << 10, places.count >= workers else {
            return places.enumerated().map { body($0.offset, $0.element) }
        }
        let results = Mutex([[Result]](repeating: [], count: workers))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            let part = places.count * worker / workers..<places.count * (worker + 1) / workers
            let made = part.map { body($0, places[$0]) }
            results.withLock { $0[worker] = made }
        }
        return results.withLock { $0.flatMap(\.self) }
    }
}
