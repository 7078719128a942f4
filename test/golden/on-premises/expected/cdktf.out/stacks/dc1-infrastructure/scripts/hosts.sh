HOSTS='control-plane	cp1	10.0.0.11	-	[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]	-	node-role.kubernetes.io/control-plane:NoSchedule
worker	w1	10.0.0.21	-	[]	-	-
worker	w2	10.0.0.22	-	[]	-	-'
