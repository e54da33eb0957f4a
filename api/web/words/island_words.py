"""What the scripts of the task's page say: given to them by the page, in the language of its reader.

The viewer of form-js looks its own words up here too, by its English ones.
"""

from api.web.words.language import mark, say

OURS = (
    mark("Draf disimpan pukul {time}."),
    mark("Jaringan terputus. Isian Anda tetap ada di halaman ini dan disimpan lagi begitu jaringan kembali."),
    mark("Sesi Anda berakhir. Isian tetap ada di halaman ini. Masuk lagi di tab baru, lalu kembali ke sini."),
    mark(
        "Tugas ini ditarik saat formulir terbuka, karena batas waktu atau keputusan lain pada kasus. "
        "Isian Anda tersimpan sebagai draf dan dapat disalin."
    ),
    mark("Tugas ini sudah diselesaikan. Isian Anda tersimpan sebagai draf dan dapat disalin."),
    mark("Tugas ini sekarang dipegang petugas lain. Isian Anda tersimpan sebagai draf dan dapat disalin."),
    mark("{percent} %% terkirim"),
    mark("Berkas {name} sudah terkirim."),
    mark("{n} detik lagi"),
)
VIEWERS = {
    "Field is required.": mark("Isian ini wajib diisi."),
    "Field must match pattern {value}.": mark("Bentuk isian tidak sesuai."),
    "Field must have minimum value of {value}.": mark("Angka paling kecil {value}."),
    "Field must have maximum value of {value}.": mark("Angka paling besar {value}."),
    "Field must have minimum length of {value}.": mark("Isian paling sedikit {value} huruf."),
    "Field must have maximum length of {value}.": mark("Isian paling banyak {value} huruf."),
    "Value is not a number.": mark("Tulis angka."),
    "Value is expected to be an integer.": mark("Tulis angka bulat."),
    "Value is expected to have at most 1 decimal digit.": mark("Angka paling banyak 1 desimal."),
    "Value is expected to have at most {value} decimal digits.": mark("Angka paling banyak {value} desimal."),
    "Date and time must both be entered.": mark("Tanggal dan jam harus diisi."),
    "Select": mark("Pilih satu"),
    "dd/mm/yyyy": mark("hari/bulan/tahun"),
    "hh:mm": mark("jam:menit"),
    "Increment": mark("Tambah satu"),
    "Decrement": mark("Kurangi satu"),
    "Search": mark("Cari"),
    "Skip to search": mark("Langsung ke pencarian"),
    "Remove tag": mark("Hapus pilihan"),
    "No results": mark("Tidak ada hasil"),
    "All values selected": mark("Semua sudah dipilih"),
    "Add new": mark("Tambah baris"),
    "Expand all ({value})": mark("Tampilkan semua ({value})"),
    "Collapse": mark("Ciutkan"),
}


def spoken() -> dict[str, str]:
    """Give every text of the scripts as it is said in the language of the page."""
    ours = {text.replace("%%", "%"): say(text) for text in OURS}
    return ours | {text: say(said) for text, said in VIEWERS.items()}
