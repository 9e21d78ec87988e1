import TestimonyVault
import Words

extension Report {
    /// A journal, entry by entry.
    static func show(_ listing: JournalListing, isOwn: Bool) {
        if listing.forgottenCount > 0 {
            line(
                isOwn
                    ? .forgotten(listing.forgottenCount)
                    : .knownFrom(entry: listing.forgottenCount + 1))
        }
        var gaps = listing.gaps[...]
        for entry in listing.entries {
            while let gap = gaps.first, gap.last < entry.number {
                line(.notHere(gap))
                gaps.removeFirst()
            }
            line(
                .entry(entry.number, entry.time, entry.words, isClockSetBack: entry.isClockSetBack))
        }
        if let fault = listing.fault { line(.notReliedOn(fault.sentence)) }
    }

    /// A proof that holds.
    ///
    /// - Parameter object: the name of the sealed file that it was compared with; nil where there was none.
    static func show(_ proof: RecordProof, object: String?) {
        line(.proofHolds)
        field(
            Field(
                proof.kind == "sealed" ? .testimonyLabel : .attachmentLabel,
                data: "\(proof.object)"))
        field(
            Field(
                .journalLabel, .provenEntry(proof.number, of: proof.size, proof.name, proof.device))
        )
        field(Field(.sealedLabel, .byThatClock(proof.time)))
        for cosignature in proof.cosignatures {
            field(
                Field(
                    .signedLabel,
                    .signedBy(cosignature.name, cosignature.device, at: cosignature.time)))
        }
        for device in proof.unchecked {
            field(Field(.uncheckedLabel, .uncheckedSignature(by: device)))
        }
        if proof.cosignatures.isEmpty { line(.timeUnborne) }
        field(
            Field(
                .sha256Label,
                object.map { .hash(proof.sha256, ofFile: $0) } ?? .toBeCompared(proof.sha256)))
    }
}

extension JournalListing.Entry {
    /// What happened.
    var words: Sentence { .happened(kind, object, person: person) }
}
