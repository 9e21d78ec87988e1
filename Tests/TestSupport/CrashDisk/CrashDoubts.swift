/// All that a crash decides at one moment, and the answers it may give.
///
/// Each doubt has the answers 0, that nothing of it came to the disk, to the number of operations
/// that had a part in it. All doubts are independent.
struct CrashDoubts: Sendable {
    typealias Inode = CrashVolume.Inode

    enum Subject: Hashable, Sendable {
        /// Names that change together.
        case names(folder: Inode, change: Int)
        /// What one write did to one sector, or one cut to the whole file: then the sector is 0.
        case bytes(file: Inode, change: Int, sector: Int)
        case length(file: Inode)
    }

    let volume: CrashVolume
    private let kind: CrashDisk.Kind
    /// In an order that depends on nothing but the operations.
    private var subjects: [Subject] = []
    /// The numbers of the operations that had a part in each.
    private var operations: [[Int]] = []
    private var places: [Subject: Int] = [:]

    init(_ volume: CrashVolume, _ kind: CrashDisk.Kind) {
        self.volume = volume
        self.kind = kind
        for (inode, folder) in volume.folders.sorted(by: { $0.key < $1.key }) {
            for (index, change) in folder.pending.enumerated() {
                add(.names(folder: inode, change: index), [change.operation])
            }
        }
        for (inode, file) in volume.files.sorted(by: { $0.key < $1.key }) {
            for (index, change) in file.pending.enumerated() {
                var sectors = change.sectors
                if case .setLength = change.kind { sectors = 0..<1 }
                for sector in sectors {
                    add(.bytes(file: inode, change: index, sector: sector), [change.operation])
                }
            }
            if !file.lengthening.isEmpty {
                add(.length(file: inode), file.lengthening.map { file.pending[$0].operation })
            }
        }
    }

    private mutating func add(_ subject: Subject, _ operations: [Int]) {
        places[subject] = subjects.count
        subjects.append(subject)
        self.operations.append(operations)
    }

    // MARK: What the answers make of the disk

    private var nothing: [Int] { [Int](repeating: 0, count: subjects.count) }

    private var everything: [Int] { operations.map(\.count) }

    private func answer(_ subject: Subject, in answers: [Int]) -> Int {
        places[subject].map { answers[$0] } ?? 0
    }

    /// The names in all folders that can be reached.
    private func names(_ answers: [Int]) -> [Inode: [String: Inode]] {
        var found: [Inode: [String: Inode]] = [:]
        var next = [CrashVolume.root]
        while let inode = next.popLast() {
            guard found[inode] == nil, let folder = volume.folders[inode] else { continue }
            let names = folder.image { change in
                answer(.names(folder: inode, change: change), in: answers) == 1
                    && isAllowed(folder.pending[change], in: answers)
            }
            found[inode] = names
            next += names.values
        }
        return found
    }

    /// Whether a name may go: on some disks not before its file has its new one.
    private func isAllowed(_ change: CrashVolume.NameChange, in answers: [Int]) -> Bool {
        guard kind == .keepingMoves, let home = change.newHome else { return true }
        let arrival = volume.folders[home]?.pending.firstIndex { $0.operation == change.operation }
        guard let arrival else { return true }
        return answer(.names(folder: home, change: arrival), in: answers) == 1
    }

    /// The disk after the crash: all on it is durable.
    func volume(_ answers: [Int]) -> CrashVolume {
        var result = CrashVolume()
        for (inode, names) in names(answers) {
            result.folders[inode] = .init(names: names, durable: names)
            for target in names.values {
                guard let file = volume.files[target], result.files[target] == nil else { continue }
                let changing = answer(.length(file: target), in: answers)
                let length =
                    changing == 0
                    ? file.durable.count : file.lengths[file.lengthening[changing - 1] + 1]
                let bytes = file.image(length: length) { change, sector in
                    answer(.bytes(file: target, change: change, sector: sector), in: answers) == 1
                }
                result.files[target] = .init(durable: bytes)
            }
        }
        return result
    }

    /// What is lost, for people.
    func losses(_ answers: [Int]) -> String {
        let losses = subjects.indices.filter { answers[$0] < operations[$0].count }.map { place in
            let operation = operations[place][answers[place]]
            return switch subjects[place] {
            case .names: "the name of \(operation)"
            case .bytes(_, _, let sector): "sector \(sector) of \(operation)"
            case .length: "the length of \(operation)"
            }
        }
        let count = losses.count - 12
        return (losses.prefix(12) + (count > 0 ? ["\(count) more"] : [])).joined(separator: ", ")
    }

    // MARK: Choosing answers

    /// All states where there are at most `limit`, else nothing, everything, each prefix, single
    /// losses and survivors, and a random sample.
    func answers(limit: Int, using generator: inout some RandomNumberGenerator) -> [[Int]] {
        all(limit: limit) ?? sample(limit, using: &generator)
    }

    /// Each state once; nil where there are more than the limit.
    private func all(limit: Int) -> [[Int]]? {
        let naming = subjects.indices.filter { isNaming($0) }
        guard product(naming, limit: 16 * limit) != nil else { return nil }
        var shapes: Set<[Inode: [String: Inode]]> = []
        var result: [[Int]] = []
        for answers in combinations(naming, from: nothing) {
            let shape = names(answers)
            guard shapes.insert(shape).inserted else { continue }
            let seen = Set(shape.values.flatMap(\.values))
            let others = subjects.indices.filter { !isNaming($0) && isSeen($0, seen) }
            guard let count = product(others, limit: limit - result.count), count > 0 else {
                return nil
            }
            result += combinations(others, from: answers)
        }
        return result
    }

    private func isNaming(_ place: Int) -> Bool {
        if case .names = subjects[place] { true } else { false }
    }

    /// Whether a doubt of a file's contents is about a file with a name.
    private func isSeen(_ place: Int, _ named: Set<Inode>) -> Bool {
        switch subjects[place] {
        case .names: true
        case .bytes(let file, _, _), .length(let file): named.contains(file)
        }
    }

    private func product(_ places: [Int], limit: Int) -> Int? {
        var product = 1
        for place in places {
            product *= operations[place].count + 1
            if product > limit { return nil }
        }
        return product <= limit ? product : nil
    }

    private func combinations(_ places: [Int], from base: [Int]) -> [[Int]] {
        places.reduce(into: [base]) { all, place in
            all = all.flatMap { answers in
                (0...operations[place].count).map { answers.replacing(place, with: $0) }
            }
        }
    }

    private func sample(_ limit: Int, using generator: inout some RandomNumberGenerator) -> [[Int]]
    {
        var seen: Set<[Int]> = []
        var result: [[Int]] = []
        func take(_ answers: [Int]) {
            let named = Set(names(answers).values.flatMap(\.values))
            let effective = answers.indices.map { isSeen($0, named) ? answers[$0] : 0 }
            if seen.insert(effective).inserted { result.append(answers) }
        }
        take(everything)
        take(nothing)
        for last in Set(operations.joined()).sorted() where result.count < limit / 2 {
            take(operations.map { numbers in numbers.count { $0 <= last } })
        }
        let singles = subjects.indices.flatMap { place in
            let last = operations[place].count
            return (0..<last).map { everything.replacing(place, with: $0) }
                + (1...last).map { nothing.replacing(place, with: $0) }
        }
        for answers in singles.shuffled(using: &generator) where result.count < limit * 3 / 4 {
            take(answers)
        }
        for _ in 0..<4 * limit where result.count < limit {
            let chance = Int.random(in: 1...9, using: &generator)
            let hasAllNames = Bool.random(using: &generator)
            take(
                subjects.indices.map { place in
                    let last = operations[place].count
                    if hasAllNames, isNaming(place) { return last }
                    let isKept = Int.random(in: 0..<10, using: &generator) < chance
                    return last == 1
                        ? (isKept ? 1 : 0) : Int.random(in: 0...last, using: &generator)
                })
        }
        return result
    }
}

extension [Int] {
    fileprivate func replacing(_ place: Int, with value: Int) -> [Int] {
        var copy = self
        copy[place] = value
        return copy
    }
}
