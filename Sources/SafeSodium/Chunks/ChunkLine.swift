import Dispatch
import Glibc
import Synchronization

/// Takes the batches of a payload through their steps, on all cores, and gives them back in their
/// order.
///
/// Each thread does what the oldest batch needs that can be worked on; so what was just touched, and is
/// still in a core's cache, is touched next, and few batches are under way. Whoever waits for a batch
/// works along until it is done.
///
/// A class, because all these threads use it.
final class ChunkLine: Sendable {
    /// What is done to each batch, once.
    struct Step: Sendable {
        /// Whether the batches take this step one after the other, in their order.
        let isInOrder: Bool
        let work: @Sendable (ChunkBatch) -> Void
    }

    /// A batch on its way.
    private struct Place {
        let batch: ChunkBatch
        /// Steps that are done.
        var doneCount = 0
        var isInWork = false
    }

    /// A step of a batch.
    private struct Task {
        /// Of the batch, counted from the first that ever came.
        let number: Int
        let batch: ChunkBatch
        let step: Step
    }

    private struct State {
        var places: [Place] = []
        /// The number of the first place.
        var firstNumber = 0
        /// Threads that work, or are about to. Whoever brings and takes batches is one of them, except
        /// when it waits.
        var threadCount = 1
        var isWaitedFor = false
    }

    private static let coreCount = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 2), 16)

    /// How many batches of 256 KiB are under way at most: so many that the cores have work while the
    /// disk takes its time, and so few that they stay in a cache that all cores share.
    static let maximumCount = 6 * coreCount
    /// One more than there are cores: whoever brings the batches also waits for the disk.
    private static let maximumThreadCount = coreCount + 1

    private let steps: [Step]
    private let state = Mutex(State())
    private let firstIsDone = DispatchSemaphore(value: 0)

    init(_ steps: [Step]) {
        self.steps = steps
    }

    /// How many batches are under way.
    var count: Int { state.withLock { $0.places.count } }

    /// Begins to work on a batch.
    func add(_ batch: ChunkBatch) {
        let wantsThread = state.withLock { state in
            state.places.append(Place(batch: batch))
            return takesThread(&state)
        }
        if wantsThread { startThread() }
    }

    /// Takes the first batch out, and works until it is done; nil where there is none.
    func takeFirst() -> ChunkBatch? {
        while true {
            let (isThere, batch, task) = state.withLock { state -> (Bool, ChunkBatch?, Task?) in
                guard let first = state.places.first else { return (false, nil, nil) }
                if first.doneCount == steps.count {
                    state.places.removeFirst()
                    state.firstNumber += 1
                    return (true, first.batch, nil)
                }
                let task = nextTask(&state)
                if task == nil {
                    state.isWaitedFor = true
                    state.threadCount -= 1
                }
                return (true, nil, task)
            }
            guard isThere else { return nil }
            if let batch { return batch }
            if let task { finish(task, andTakeNext: false) } else { firstIsDone.wait() }
        }
    }

    // MARK: Threads

    private func startThread() {
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            var task = state.withLock { state in
                let task = nextTask(&state)
                if task == nil { state.threadCount -= 1 }
                return task
            }
            while let current = task { task = finish(current, andTakeNext: true) }
        }
    }

    /// Whether there is work for one more thread, which is counted in.
    private func takesThread(_ state: inout State) -> Bool {
        // Where the last batch is all there is, its steps come one after the other: another thread would only cost time.
        if state.places.count == 1, state.places[0].batch.isLast { return false }
        guard state.threadCount < Self.maximumThreadCount, freePlace(state) != nil else {
            return false
        }
        state.threadCount += 1
        return true
    }

    /// Does a step of a batch.
    ///
    /// - Returns: what to do next, where that is asked for; nil where the thread shall go.
    @discardableResult
    private func finish(_ task: Task, andTakeNext takesNext: Bool) -> Task? {
        task.step.work(task.batch)
        let (next, wantsThread, isWaitedFor) = state.withLock { state -> (Task?, Bool, Bool) in
            let index = task.number - state.firstNumber
            state.places[index].doneCount += 1
            state.places[index].isInWork = false
            let isAwaited =
                state.isWaitedFor && index == 0 && state.places[0].doneCount == steps.count
            if isAwaited {
                state.isWaitedFor = false
                state.threadCount += 1
            }
            let next = takesNext ? nextTask(&state) : nil
            if takesNext, next == nil { state.threadCount -= 1 }
            return (next, takesThread(&state), isAwaited)
        }
        if isWaitedFor { firstIsDone.signal() }
        if wantsThread { startThread() }
        return next
    }

    private func nextTask(_ state: inout State) -> Task? {
        guard let index = freePlace(state) else { return nil }
        state.places[index].isInWork = true
        let place = state.places[index]
        return Task(
            number: state.firstNumber + index, batch: place.batch, step: steps[place.doneCount])
    }

    /// The first place with a step that can be done now.
    private func freePlace(_ state: borrowing State) -> Int? {
        state.places.indices.first { index in
            let place = state.places[index]
            guard !place.isInWork, place.doneCount < steps.count else { return false }
            guard steps[place.doneCount].isInOrder, index > 0 else { return true }
            return state.places[index - 1].doneCount > place.doneCount
        }
    }
}

/// A hash of what the batches hold, taken in a step that they take in order.
///
/// A class, because several threads do that step; one at a time.
final class RunningHash: Sendable {
    private let hasher = Mutex(SHA256Hasher())

    func update(_ bytes: Span<UInt8>) {
        hasher.withLock { $0.update(bytes) }
    }

    /// The hash of all that came so far.
    func finalize() -> SHA256Hash {
        hasher.withLock { $0.finalize() }
    }
}
