module plinth/lab/programs

go 1.24
