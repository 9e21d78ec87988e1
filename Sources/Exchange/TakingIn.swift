import Handoff
import Outside
import Statements
import TransparencyLog
import VaultStore

extension Sync {
    /// Signs for what was read: all of it in one frame of the vault's own journal.
    mutating func take(_ arrivals: [Arrival], into store: inout Store) throws(VaultError) {
        var leaves: [Leaf] = []
        var taken: [Person] = []
        for arrival in arrivals {
            try remember(arrival, &store)
            describe(arrival, store.people)
            new.formUnion(arrival.new.keys)
            guard arrival.failure == nil else { continue }
            try store.unlocked.keep(notes: arrival.notes)
            if let notes = arrival.receipt {
                do throws(VaultError) {
                    if let person = try receipt(notes, arrival, &store) {
                        leaves.append(acknowledged(person, store.surroundings.now()))
                        taken.append(person)
                    }
                } catch {
                    guard error.kind == .refused else { throw error }
                    report.add(error.about(.bundle(arrival.id)))
                    continue
                }
            }
            leaves.append(
                Leaf(
                    .received, arrival.bundle.bundle, arrival.bundle.hash,
                    at: store.surroundings.now()))
            // A bundle with objects that were put aside is read again: another copy of it may be whole.
            if arrival.problems.isEmpty { book.take(arrival.bundle.hash) }
        }
        if leaves.isEmpty { return }
        try store.append(leaves, permission)
        for person in taken { try store.remember(person) }
        try store.unlocked.write(book)
    }

    /// Remembers the writer, and whose log came, and says what is wrong with that.
    private mutating func remember(
        _ arrival: Arrival, _ store: inout Store
    ) throws(VaultError) {
        guard store.role == .coordinator else { return }
        if let fault = copies[arrival.logCard.key.name]?.log.fault {
            let known = store.people[arrival.logCard.fingerprint]
            report.add(
                VaultError(
                    StoreReason.logFault(fault),
                    about: .journal(of: (known?.card ?? arrival.logCard).name)))
        }
        for card in [arrival.card, arrival.logCard] where store.people[card.fingerprint] == nil {
            try store.remember(Person(card: card))
        }
    }

    private mutating func describe(_ arrival: Arrival, _ people: People) {
        let person = people[arrival.card.fingerprint]
        report.taken.append(
            SyncReport.TakenBundle(
                bundle: arrival.bundle.bundle, writer: person?.card.name ?? arrival.card.name,
                device: arrival.card.key.name, isWriterEnrolled: person?.isEnrolled ?? false,
                recordCount: arrival.new.values.count { $0 == .sealed },
                attachmentCount: arrival.new.values.count { $0 == .attached }))
        for problem in arrival.problems { report.add(problem) }
    }

    /// Takes a receipt for this vault's own log: the coordinator with it; nil where it says no more than one before.
    private mutating func receipt(
        _ notes: CosignedReceipt.Unverified, _ arrival: Arrival, _ store: inout Store
    ) throws(VaultError) -> Person? {
        guard var person = store.people[arrival.card.fingerprint] else {
            throw VaultError(ExchangeReason.receiptByStranger)
        }
        let taken = try store.ownReceipt(notes, by: person)
        guard try store.logHas(taken.receipt) else {
            throw VaultError(ExchangeReason.receiptForOtherJournal)
        }
        if let earlier = newest(of: person), !taken.receipt.replaces(earlier) { return nil }
        receipts[person.card.fingerprint] = taken.receipt
        person.receiptTaken = taken
        report.receipts.append(
            SyncReport.TakenReceipt(
                coordinator: person.card.name, size: taken.receipt.size,
                missingCount: taken.receipt.exceptions.missing.count))
        return person
    }

    private func newest(of person: Person) -> Receipt? {
        receipts[person.card.fingerprint] ?? person.receiptTaken?.receipt
    }

    private func acknowledged(_ person: Person, _ time: Timestamp) -> Leaf {
        guard let receipt = person.receiptTaken?.receipt else {
            preconditionFailure("a receipt was taken from them")
        }
        return Leaf(.acknowledged, person.card.fingerprint.shortID, receipt.hash, at: time)
    }
}
