import AgeFile
import Words

extension Report {
    /// What anybody can see of an age file.
    static func show(_ inspection: Inspection) {
        line(.ageFile(isArmored: inspection.isArmored))
        for kind in inspection.stanzaKinds {
            field(.wide(.stanzasLabel, .stanzas(kind.count, kind.type)))
        }
        field(.wide(.postQuantumLabel, .isPostQuantum(inspection.isPostQuantum)))
        field(.wide(.headerLabel, .bytes(inspection.headerByteCount)))
        field(.wide(.payloadLabel, .bytes(inspection.payloadByteCount)))
        field(.wide(.plaintextLabel, .plaintext(inspection.plaintextByteCount)))
    }
}
