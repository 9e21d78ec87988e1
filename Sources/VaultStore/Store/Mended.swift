import SystemPackage
import AtRest
import DurableFiles
import Journal
public import Outside
import Statements

/// What opening a vault mended, or could not.
public enum Mended: Hashable, Sendable {
    /// A write to the journal had not finished, at a place; it was cut off, unless the disk cannot be written.
    case tornWrite(Subject, isCutOff: Bool)
    /// Sealed testimonies had no entry in the journal yet, after a crash, and got one.
    case adopted(count: Int)
    /// Something lies among the vault's files that is not the vault's. It was left there.
    case foreign(Subject)
    /// Nothing more is signed, for a reason.
    case signsNothing(VaultError)
}

extension Store {
    /// Brings to its end what a crash left, and makes the reserve.
    mutating func mend() throws(VaultError) {
        if let tornWrite {
            let damage = tornWrite.damage
            mended.append(
                .tornWrite(
                    .place(damage.place, byte: damage.offset), isCutOff: tornWrite.isCutOff))
        }
        if let obstacleToSign {
            mended.append(.signsNothing(obstacleToSign))
        } else {
            try settleSealing(try requireToSign())
        }
        settleDrafts()
        unlocked.settleReserve()
    }

    /// Removes what a crash left of drafts that were sealed, thrown away, or never saved.
    ///
    /// Source: the page *The vault's folder*, "Drafts".
    private mutating func settleDrafts() {
        let drafts = unlocked.drafts
        guard let states = try? drafts.states() else { return }
        for (name, state) in states where state == .remains || state == .whole {
            // Only what is known to be so: a disk that does not answer is no reason to destroy anything.
            let isSealed = ObjectID(hex: name).map { (try? hasSealed($0)) == true } ?? false
            // What cannot be removed now is removed another time; it is of no use to anybody.
            if state == .remains || isSealed { _ = try? drafts.destroy(name) }
        }
    }
}

extension Unlocked {
    /// Removes what a killed run left of boxes and journals that were being written: sealed, and of no
    /// use.
    func removeLeftovers() {
        let logs = ((try? files.names(in: layout.logs)) ?? []).map { layout.logs.appending($0) }
        let journal = layout.root.appending(VaultLayout.journalName)
        for folder in [layout.root, journal] + logs { files.removeLeftovers(in: folder) }
        if (try? files.status(of: layout.unfinished)) != .some(nil) {
            try? files.remove(layout.unfinished)
        }
    }
}
