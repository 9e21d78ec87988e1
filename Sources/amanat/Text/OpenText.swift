import SystemPackage
import TestimonyVault
import Words

extension Report {
    /// So many files are listed by their names.
    private static let mostFiles = 10

    /// A testimony that was written into a folder.
    static func show(_ opened: OpenedTestimony) {
        for field in opened.summary.fields { self.field(field) }
        for file in opened.files.prefix(mostFiles) {
            field(.result(.wroteLabel, .file(FilePath(file.path), byteCount: file.byteCount)))
        }
        let rest = opened.files.dropFirst(mostFiles)
        if !rest.isEmpty {
            let byteCount = rest.reduce(0) { $0 + $1.byteCount }
            field(.result(.wroteLabel, .moreFiles(rest.count, byteCount: byteCount)))
        }
        for problem in opened.problems {
            error(.notWritten(problem))
        }
    }
}
