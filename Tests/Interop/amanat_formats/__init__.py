"""A second implementation of the formats that the pages of TestimonyVault give.

It was written from those pages and the specifications that they cite, and from nothing else. It
is here to be disagreed with: where it and the program differ, one of them or a page is wrong.

    encoding   numbers, times, hex, base64, key and value lines      SignedNotes, "Notes"
    bech32     keys as text                                          age, "Conventions"
    xwing      X-Wing and HPKE                                       Sealing, "Recipients"
    age        header, stanzas and payload                           age
    sealing    decoys and padding                                    Sealing
    notes      signed notes                                          SignedNotes, "Notes"
    cards      fingerprints, device names, cards                     SignedNotes, "Card"
    tree       Merkle tree, frontier, proofs                         Log, "Tree"
    logs       leaves, checkpoints, cosignatures, receipts           Log
    proofs     proofs for one record                                 Log, "Proof for one record"
    tar        the strict subset of ustar                            Records, "Tar subset"
    paragraphs an account's paragraphs                               Records, "account/NNN.txt"
    attachments  how a record names its attachments             Records, "attachments/NNN.json"
    parts      parts, digests and salts                              Records, "Record"
    records    records                                               Records
    evidence   a part of a record, for somebody without keys         Records, "Evidence"
    bundles    manifests and bundles                                 Bundles
    cleaning   names and texts that somebody else chose              Records, "attachments/NNN.json"
"""
