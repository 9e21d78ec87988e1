/// Names of files that came from elsewhere, made harmless.
package enum FileNames {
    /// A name under which a file can be made in a folder: no path, nothing hidden, nothing that a
    /// shell, a file manager or another system takes for something else, at most 120 bytes, and not
    /// one of `taken` (compared without case, as FAT does).
    package static func clean(_ name: String, avoiding taken: inout Set<String>) -> String {
        var cleaned = ""
        for character in name.unicodeScalars {
            switch character.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                continue
            case .spaceSeparator: cleaned.unicodeScalars.append(" ")
            default:
                let isUnsafe = "/\\:*?\"<>|".unicodeScalars.contains(character)
                cleaned.unicodeScalars.append(isUnsafe ? "_" : character)
            }
        }
        cleaned = trimmed(cleaned)
        if cleaned.isEmpty { cleaned = "file" }

        let device = cleaned.unicodeScalars.prefix { $0 != "." }
        if reserved.contains(trimmedEnd(String(device)).lowercased()) { cleaned = "_" + cleaned }

        var (stem, ending) = split(cleaned)
        while stem.utf8.count > 100 { stem.unicodeScalars.removeLast() }
        while ending.utf8.count > 12 { ending.unicodeScalars.removeLast() }
        ending = ending == "." ? "" : trimmedEnd(ending)
        if ending.isEmpty { stem = trimmedEnd(stem) }

        var candidate = stem + ending
        var number = 2
        while taken.contains(candidate.lowercased()) {
            candidate = "\(stem) (\(number))\(ending)"
            number += 1
        }
        taken.insert(candidate.lowercased())
        return candidate
    }

    /// What a file's own name becomes in a record: its last component, without what a record
    /// refuses.
    package static func forRecord(_ name: String) -> String {
        var kept = String(
            name.unicodeScalars.filter {
                $0.properties.generalCategory != .control && $0 != "/"
            }.map(Character.init))
        while kept.utf8.count > 255 { kept.removeFirst() }
        return kept.isEmpty ? "file" : kept
    }

    private static func trimmed(_ name: String) -> String {
        let start = name.unicodeScalars.drop {
            ".- ".unicodeScalars.contains($0) || $0.properties.generalCategory == .nonspacingMark
        }
        return trimmedEnd(String(start))
    }

    private static func trimmedEnd(_ name: String) -> String {
        var scalars = name.unicodeScalars
        while let last = scalars.last, last == "." || last == " " { scalars.removeLast() }
        return String(scalars)
    }

    /// The stem, and the ending with its dot.
    private static func split(_ name: String) -> (stem: String, ending: String) {
        let scalars = name.unicodeScalars
        guard let dot = scalars.lastIndex(of: "."), dot != scalars.startIndex else {
            return (name, "")
        }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Names of devices on systems that take them for devices in any folder.
    private static let reserved: Set<String> = {
        let numbered = (1...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return Set(["con", "prn", "aux", "nul"] + numbered)
    }()
}
